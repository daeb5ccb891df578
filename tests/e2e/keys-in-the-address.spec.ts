import { expect, test } from '#tests/support/app/fixtures.ts'
import { startKeyedServer } from '#tests/support/app/keyed-server.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

test('a server that takes its keys in the address and a pair for Basic is added, connected, and shows none of them', async ({
  page,
  signedInAs,
  expectAccessible,
}) => {
  const sent = { part: newSecret(), query: newSecret(), password: newSecret() }
  const server = await startKeyedServer(
    `/s/${sent.part}/mcp?mode=safe&key=${sent.query}`,
    `Basic ${Buffer.from(`ada:${sent.password}`).toString('base64')}`,
  )
  const admin = await signedInAs('admin')
  const name = `Keyed ${admin.actor.personId.slice(-8)}`

  await test.step('the address is written with its keys in braces', async () => {
    await page.goto('/servers/new/custom?step=connection')
    await page.getByRole('textbox', { name: 'Address' }).fill(`${server.origin}/s/{part}/mcp?mode=safe&key={query_key}`)
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await expect(page.getByText('nobody can ask there without one')).toBeVisible()
    await page.getByRole('button', { name: 'Continue to Authorization' }).click()
    const table = page.getByRole('table', { name: 'Headers and parameters' })
    await expect(table.getByRole('row').filter({ hasText: '{part}' })).toContainText('part of the address')
    await expect(table.getByRole('row').filter({ hasText: '?key' })).toContainText('parameter')
    await expectAccessible()
  })

  await test.step('Basic, with a user that is no secret and a choice with a default', async () => {
    await page.getByRole('button', { name: 'Add header or parameter' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Authorization')
    await dialog.getByRole('textbox', { name: 'Value' }).fill('Basic base64({user}:{password})')
    const user = dialog.getByRole('group', { name: '{user}' })
    await user.getByLabel('Choices').fill('ada, eve')
    await user.getByLabel('Default').fill('ada')
    await user.getByLabel('Secret').uncheck()
    await expectAccessible()
    await dialog.getByRole('button', { name: 'Add' }).click()
    await expect(dialog).toBeHidden()
    await page.getByRole('button', { name: 'Confirm headers and parameters' }).click()
    await expect(page.getByText('?key: {query_key}')).toBeVisible()
    await page.getByRole('button', { name: 'Add to library' }).click()
    await expect(page.getByText(`${name} is in the library`)).toBeVisible()
    await expect(page.getByText(`${server.origin}/s/{part}/mcp?mode=safe`)).toBeVisible()
  })

  const serverId = new URL(page.url()).pathname.split('/').at(-1)
  const { project } = await buildProject({ owner: admin })
  await buildConnection({ project, serverId, slug: 'keyed' })

  await test.step('a person gives what it asks for', async () => {
    await page.goto(`/connect/${project.slug}/keyed`)
    await page.getByLabel('Part').fill(sent.part)
    await page.getByLabel('Query key').fill(sent.query)
    await expect(page.getByLabel('User')).toHaveValue('ada')
    await page.getByLabel('Password').fill(newSecret())
    await page.getByRole('button', { name: `Connect ${name}` }).click()
    await expect(page.getByText(/does not accept these values/)).toBeVisible()
    await page.getByLabel('Password').fill(sent.password)
    await page.getByRole('button', { name: `Connect ${name}` }).click()
    await expect(page.getByText('Nothing else is needed from you here')).toBeVisible()
    await expectAccessible()
    const shown = await page.content()
    for (const secret of Object.values(sent)) expect(shown).not.toContain(secret)
  })
  await server.close()
})
