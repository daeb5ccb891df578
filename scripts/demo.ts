/**
 * `npm run demo`: the same Jetway on a folder of its own, with sandboxes in the place of Intercom, Slack and Gmail. Its people,
 * project and key are made on the first run and are the same afterwards; delete the folder to begin again.
 */
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { writeOverlay } from '#sandbox/overlay.ts'
import { type Sandbox, startSandbox } from '#sandbox/start-sandbox.ts'
import { buildWhenStale } from './build.ts'
import { type DemoState, openDemo, type Seeded } from './demo/state.ts'
import { runUntilStopped } from './run-until-stopped.ts'

const { values } = parseArgs({ options: { folder: { type: 'string', default: '.demo' } } })
const folder = resolve(values.folder)

// Deprecations are for those who build Jetway; who runs it can do nothing about them.
process.noDeprecation = true

await runUntilStopped(async () => {
  await buildWhenStale()
  const demo = await openDemo(folder)
  const sandbox = await startSandbox(demo.ports)
  const catalog = join(folder, 'catalog.json')
  writeOverlay(catalog, sandbox)
  useSettings(catalog)

  const { prepareDemo } = await import('./demo/prepare.ts')
  const seeded = await prepareDemo(folder, demo, sandbox)
  const { startServer } = await import('../server.ts')
  const server = await startServer({ dev: false })
  console.log(introduce(demo, seeded, server.url, sandbox))
  return {
    close: async () => {
      await server.close()
      await sandbox.close()
    },
  }
})

/** The operator's own Jetway is none of the demo's business. */
function useSettings(catalog: string): void {
  for (const name of ['DATABASE_URL', 'JETWAY_MASTER_KEY', 'JETWAY_MASTER_KEY_PREVIOUS']) delete process.env[name]
  Object.assign(process.env, {
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    JETWAY_DATA: folder,
    JETWAY_CATALOG: catalog,
    JETWAY_ALLOW_NETWORKS: '127.0.0.0/8',
  })
}

function introduce(
  { admin, members }: DemoState,
  { project, agentKey }: Seeded,
  url: string,
  { intercom }: Sandbox,
): string {
  const people = [admin, ...members].map(({ email, password }) => `  ${email.padEnd(16)} ${password}`)
  const endpoint = `${url}/mcp/${project}`
  const header = `"Authorization: Bearer ${agentKey}"`
  return [
    '',
    'A demo: Intercom, Slack and Gmail are sandboxes on this machine, with invented data.',
    `Sign in at ${url}/sign-in (the first is the admin)`,
    ...people,
    'Access tokens of the Intercom sandbox, to connect as someone else or to replace one',
    `  ${intercom.tokens.acme}   Acme Analytics, given by ${members[0].email}`,
    `  ${intercom.tokens.globex}   Globex Travel, given by ${members[1].email}`,
    `MCP endpoint   ${endpoint}`,
    `Agent key      ${agentKey}   (acts for ${members[0].email})`,
    `Gmail waits for a sign-in: ${url}/connect/${project}/gmail`,
    'Try it',
    `  npx @modelcontextprotocol/inspector --cli ${endpoint} --transport http --header ${header} --method tools/list`,
    '',
  ].join('\n')
}
