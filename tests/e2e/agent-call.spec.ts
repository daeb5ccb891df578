import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomAgent } from '#tests/support/app/intercom-project.ts'

const query = 'object_type:conversations state:open'

test('an agent calls search at both endpoints, and its calls appear without what was asked', async ({
  page,
  run,
  signedInAs,
  agentAt,
  expectAccessible,
}) => {
  const owner = await signedInAs('member')
  const { project, key } = await buildIntercomAgent(run, owner, run.intercom.tokens.acme)

  const inOneList = await agentAt(`/mcp/${project.slug}`, key)
  expect(await inOneList.listToolNames()).toContain('intercom__search')
  const found = await inOneList.call('intercom__search', { query })
  expect(found).toMatchObject({ isError: false, text: expect.stringContaining('conversation_') })

  const transparent = await agentAt(`/mcp/${project.slug}/intercom`, key)
  expect(await transparent.listToolNames()).toHaveLength(14)
  expect(await transparent.call('search', { query })).toEqual(found)

  await page.goto(`/projects/${project.slug}/activity`)
  const calls = page.getByRole('row').filter({ hasText: 'search' })
  await expect(async () => {
    await page.reload()
    await expect(calls).toHaveCount(2, { timeout: 1000 })
  }).toPass()
  await expect(calls.first()).toContainText('ok')
  await expect(calls.first()).toContainText(owner.actor.name)
  expect(await page.content()).not.toContain('object_type')
  await expectAccessible()

  await page.getByRole('link', { name: 'not allowed' }).click()
  await expect(page.getByText('No call matches.')).toBeVisible()
})
