import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildServer } from '#tests/support/factories/projects.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'

test('a member makes a project, adds a server, and gets a key that is shown once', async ({
  page,
  run,
  context,
  signedInAs,
  agentAt,
  expectAccessible,
}) => {
  const { organizationId, personId } = (await signedInAs('member')).actor
  const server = await buildServer({ organizationId, url: run.intercom.url })
  const slug = `crew-${personId.slice(0, 8)}`
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])

  await page.goto('/projects')
  await expectAccessible()
  await page.getByRole('link', { name: 'New project' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Support crew')
  await page.getByRole('textbox', { name: 'Slug' }).fill(slug)
  await expectAccessible()
  await page.getByRole('button', { name: 'Create project' }).click()

  await page.getByRole('link', { name: 'Add server' }).click()
  const library = page.getByRole('combobox', { name: 'Server' })
  await library.selectOption(server.id)
  await expect(page.getByRole('textbox', { name: 'Slug' })).toHaveValue(server.slug)
  await page.getByRole('textbox', { name: 'Slug' }).fill('intercom')
  await expectAccessible()
  await page.getByRole('button', { name: 'Add server' }).click()
  await expect(page.getByRole('list', { name: 'Connections' }).getByRole('listitem')).toContainText('intercom')
  await expectAccessible()

  await page.getByRole('link', { name: 'Agents' }).click()
  await page.getByRole('button', { name: 'New key' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('Claude Code on the laptop')
  await page.getByRole('button', { name: 'Make key' }).click()
  const once = page.getByRole('region', { name: 'The key' })
  await expect(once).toContainText('shown this once')
  await expectAccessible()
  await once.getByRole('button', { name: 'Copy' }).click()
  const key = await page.evaluate(() => navigator.clipboard.readText())
  expect(key).toMatch(/^jway_[0-9A-Za-z]+_[0-9A-Za-z]+$/)
  plantSecret(key)

  await page.getByRole('button', { name: 'Done' }).click()
  await expect(page.getByRole('list', { name: 'Keys' }).getByRole('listitem')).toContainText('for you')
  await page.reload()
  await expect(page.getByRole('list', { name: 'Keys' }).getByRole('listitem')).toContainText('not used yet')
  expect(await page.content()).not.toContain(key)
  for (const client of ['MCP Inspector', 'Claude Code', 'curl']) {
    await expect(page.getByRole('region', { name: client })).toContainText(`${run.url}/mcp/${slug}`)
  }
  await expectAccessible()

  const agent = await agentAt(`/mcp/${slug}`, key)
  expect((await agent.call('intercom__search')).text).toContain(`${run.url}/connect/${slug}/intercom`)
})
