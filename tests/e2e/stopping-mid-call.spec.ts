import { once } from 'node:events'
import { startIntercom } from '#sandbox/intercom/start-intercom.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomAgent } from '#tests/support/app/intercom-project.ts'
import { signedIn } from '#tests/support/factories/context.ts'

test('a call that is under way when Jetway is asked to stop is answered first', async ({ run, replica, agentAt }) => {
  const intercom = await startIntercom()
  const owner = await signedIn({ organizationId: run.organizationId })
  const { project, key } = await buildIntercomAgent(
    { ...run, intercom: { ...run.intercom, url: intercom.url } },
    owner,
    intercom.tokens.acme,
  )
  const agent = await agentAt(`${replica.url}/mcp/${project.slug}`, key)

  intercom.setFault({ kind: 'slow', method: 'tools/call' })
  const answer = agent.call('intercom__search', { query: 'object_type:contacts' })
  await expect.poll(() => intercom.waiting).toBe(1)
  const exit = once(replica.process, 'exit')
  replica.process.kill('SIGTERM')
  await expect.poll(() => isUp(replica.url)).toBe(false)

  intercom.release()
  expect(await answer).toMatchObject({ isError: false, text: expect.stringContaining('contact_') })
  expect(await exit).toEqual([0, null])
  await intercom.close()
})

function isUp(url: string): Promise<boolean> {
  return fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  )
}
