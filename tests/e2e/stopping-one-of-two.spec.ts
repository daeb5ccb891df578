import { once } from 'node:events'
import { freePort } from '#scripts/free-port.ts'
import { type Agent, connectAgent } from '#tests/support/app/agent.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomAgent } from '#tests/support/app/intercom-project.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { startNginx } from '#tests/support/nginx/start-nginx.ts'

type Call = { startedAt: number; failure: unknown }

const agentsPerEndpoint = 4
const callsBefore = 40
const callsAfter = 40

/** Calls one after the other until `isOver`, and keeps how each ended. */
async function keepCalling(agent: Agent, tool: string, calls: Call[], isOver: () => boolean): Promise<void> {
  while (!isOver()) {
    const startedAt = performance.now()
    const failure = await agent.call(tool, { query: 'object_type:contacts' }).then(
      ({ isError, text }) => (isError ? text : undefined),
      (error: unknown) => error,
    )
    calls.push({ startedAt, failure })
  }
}

test('when one of two replicas behind nginx is killed, only calls that were in it fail, and no session is lost', async ({
  run,
  jetwayWith,
  intercom,
}) => {
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const shared = { DATABASE_URL: run.databaseUrl, JETWAY_MASTER_KEY: run.masterKey, JETWAY_URL: url }
  const [first, second] = [await jetwayWith(shared), await jetwayWith(shared)]
  const nginx = startNginx(port, [portOf(first.url), portOf(second.url)])
  await expect.poll(() => isUp(url)).toBe(true)

  const owner = await signedIn({ organizationId: run.organizationId })
  const { project, key } = await buildIntercomAgent(run, owner, await intercom<string>('issueToken', 'acme'))
  const endpoints = [
    [`${url}/mcp/${project.slug}`, 'intercom__search'],
    [`${url}/mcp/${project.slug}/intercom`, 'search'],
  ] as const
  const calls: Call[] = []
  let isOver = false
  const agents: Agent[] = []
  const running: Promise<void>[] = []
  for (const [address, tool] of endpoints)
    for (let index = 0; index < agentsPerEndpoint; index += 1) {
      const agent = await connectAgent(address, key)
      agents.push(agent)
      running.push(keepCalling(agent, tool, calls, () => isOver))
    }

  await expect.poll(() => calls.length, { timeout: 60_000 }).toBeGreaterThan(callsBefore)
  expect(calls.filter(({ failure }) => failure !== undefined)).toEqual([])
  const before = calls.length
  first.process.kill('SIGKILL')
  await once(first.process, 'exit')
  const deadAt = performance.now()
  await expect.poll(() => calls.length, { timeout: 60_000 }).toBeGreaterThan(before + callsAfter)
  isOver = true
  await Promise.all(running)

  const failed = calls.filter(({ failure }) => failure !== undefined)
  expect(failed.filter(({ startedAt }) => startedAt > deadAt)).toEqual([])
  for (const agent of agents) expect(await agent.listToolNames()).not.toEqual([])
  for (const agent of agents) await agent.close()
  await nginx.stop()
})

function portOf(url: string): number {
  return Number(new URL(url).port)
}

function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  )
}
