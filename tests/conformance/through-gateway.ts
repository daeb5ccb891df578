/**
 * A fixture and a gateway in front of it, and one suite run three ways: direct, through the connection's own endpoint, and
 * through the project's. What passes direct has to pass through each, check by check.
 */
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'
import type { Fixture } from './legacy-fixture.ts'
import { type Checks, runSuite, type Suite } from './run-suite.ts'
import { startShim } from './shim.ts'

/** Checks that cannot be the same through `/mcp/<project>`, each with its reason. */
const cannotBeSame: [RegExp, string][] = [
  [/logging/i, 'A log level is not offered there yet.'],
  [/server-sse-streams-functional/, 'Lists are answered as JSON, which the suite notes instead of scoring.'],
  [/subscription|notification-filter/i, 'Subscriptions are not offered there yet.'],
]

/** `kept`: of those that pass direct. `excused`: lost, and in the list above. */
export type Compared = { endpoint: string; direct: number; kept: number; excused: string[]; lost: string[] }

/** `gatewayUrl`: where the gateway listens; it must take the shim's host and origin for its own. */
export async function compareSuite(gatewayUrl: string, suite: Suite, fixture: Fixture): Promise<Compared[]> {
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: fixture.url, slug: 'fixture' })
  const { authorization } = await buildAgent(project, [[connection, newSecret()]])
  const all = `${gatewayUrl}/mcp/${project.slug}`
  const direct = await runSuite(suite, fixture.url)
  return [
    await compare('/mcp/<project>/<connection>', direct, suite, { url: `${all}/fixture`, authorization, prefix: '' }),
    await compare('/mcp/<project>', direct, suite, { url: all, authorization, prefix: 'fixture__' }),
  ]
}

type Behind = Parameters<typeof startShim>[0]

async function compare(endpoint: string, direct: Checks, suite: Suite, behind: Behind): Promise<Compared> {
  const shim = await startShim(behind)
  try {
    const through = await runSuite(suite, shim.url)
    const passed = [...direct].filter(([, status]) => status === 'SUCCESS').map(([name]) => name)
    const missing = passed.filter((name) => through.get(name) !== 'SUCCESS')
    const excused = missing.filter((name) => isExcused(endpoint, name))
    const lost = missing.filter((name) => !excused.includes(name))
    return { endpoint, direct: passed.length, kept: passed.length - missing.length, excused, lost }
  } finally {
    shim.close()
  }
}

function isExcused(endpoint: string, check: string): boolean {
  return endpoint === '/mcp/<project>' && cannotBeSame.some(([name]) => name.test(check))
}
