import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomAgent } from '#tests/support/app/intercom-project.ts'

const search = { query: 'object_type:contacts' }

test('an owner pauses a connection and resumes it with the credentials kept', async ({
  page,
  run,
  signedInAs,
  agentAt,
  expectAccessible,
}) => {
  const owner = await signedInAs('member')
  const { project, key } = await buildIntercomAgent(run, owner, run.intercom.tokens.acme)
  const agent = await agentAt(`/mcp/${project.slug}`, key)
  expect((await agent.call('intercom__search', search)).isError).toBe(false)

  await page.goto(`/projects/${project.slug}/connections`)
  const connection = page.getByRole('list', { name: 'Connections' }).getByRole('listitem')
  await page.getByRole('button', { name: 'Actions for Intercom (intercom)' }).click()
  await expectAccessible()
  await page.getByRole('menuitem', { name: 'Pause' }).click()
  await expect(page.getByRole('dialog')).toContainText('All agents of the project lose its tools')
  await expectAccessible()
  await page.getByRole('button', { name: 'Pause connection' }).click()
  await expect(connection).toContainText('paused')
  await expectAccessible()
  await expect(agent.call('intercom__search', search)).rejects.toThrow(/paused/)

  await page.getByRole('button', { name: 'Actions for Intercom (intercom)' }).click()
  await page.getByRole('menuitem', { name: 'Resume' }).click()
  await expect(connection).toContainText('active')
  await expect(connection).toContainText('1 of 1 people connected')
  expect((await agent.call('intercom__search', search)).isError).toBe(false)
})
