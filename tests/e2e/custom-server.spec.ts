import { startEchoServer } from '#tests/support/app/echo-server.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'

test('an admin adds a server by its address, and wrong addresses are refused where they stand', async ({
  page,
  signedInAs,
  allowConsole,
  expectAccessible,
}) => {
  const echo = await startEchoServer()
  const { personId } = (await signedInAs('admin')).actor
  const address = page.getByRole('textbox', { name: 'Address' })
  const next = page.getByRole('button', { name: 'Continue to Authorization' })
  const mcp = page.getByRole('listitem').filter({ hasText: 'MCP' })
  allowConsole(/status of 422/)

  await page.goto('/servers/new')
  await page.getByRole('link', { name: 'Custom server by URL' }).click()
  await expect(page.getByRole('heading', { name: 'What you need' })).toBeVisible()
  await page.getByRole('link', { name: 'Continue to Connection' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill(`Echo ${personId.slice(-8)}`)
  await expect(page.getByRole('textbox', { name: 'Slug' })).toHaveValue(`echo-${personId.slice(-8)}`)

  await test.step('plain http is refused', async () => {
    await address.fill('http://93.184.215.14/mcp')
    await next.click()
    await expect(address).toHaveAccessibleDescription(/must begin with https/)
    await expectAccessible()
  })
  await test.step('a private address is refused', async () => {
    await address.fill('https://10.1.2.3/mcp')
    await next.click()
    await expect(address).toHaveAccessibleDescription(/not on the public internet/)
  })
  await test.step('an address that is not filled in is refused', async () => {
    await address.fill('https://{tenant}.acme.example/mcp')
    await next.click()
    await expect(address).toHaveAccessibleDescription(/{tenant} is a placeholder/)
  })
  await test.step('a web page is no MCP server', async () => {
    await address.fill(`${echo.origin}/shop`)
    await expect(mcp.filter({ hasText: 'failed' })).toBeVisible()
    await next.click()
    await expect(address).toHaveAccessibleDescription(/It cannot be added/)
    await expectAccessible()
  })

  await address.fill(echo.url)
  await expect(mcp.filter({ hasText: 'fine' })).toContainText(/echo speaks MCP 20\d\d-\d\d-\d\d.* has one tool/)
  await next.click()
  await expect(page.getByText('None. Every call goes out without a credential')).toBeVisible()
  await expect(page.getByText('No header is declared. If the server wants one, add it')).toBeVisible()
  await expect(page.getByText('Nothing: nobody is asked for anything.')).toBeVisible()
  await expectAccessible()

  await test.step('two headers share a field, which people fill in once', async () => {
    for (const [name, template] of [
      ['Authorization', 'Bearer {token}'],
      ['X-Token', '{token}'],
    ] as const) {
      await page.getByRole('button', { name: 'Add header or parameter' }).click()
      const dialog = page.getByRole('dialog')
      await dialog.getByRole('textbox', { name: 'Name' }).fill(name)
      await dialog.getByRole('textbox', { name: 'Value' }).fill(template)
      if (name === 'X-Token') await expect(dialog.getByText('The same value as in Authorization')).toBeVisible()
      await expectAccessible()
      await page.keyboard.press('Enter')
      await expect(dialog).toBeHidden()
    }
    await expect(page.getByLabel('Token', { exact: true })).toHaveCount(1)
    for (const name of ['Authorization', 'X-Token']) {
      await page.getByRole('row').filter({ hasText: name }).getByRole('button', { name: 'Remove' }).click()
      await page.getByRole('button', { name: 'Remove header' }).click()
      await expect(page.getByRole('row').filter({ hasText: name })).toHaveCount(0)
    }
  })

  await page.getByRole('button', { name: 'Confirm headers' }).click()
  await page.getByRole('button', { name: 'Add to library' }).click()
  await expect(page.getByRole('heading', { name: 'Tools (1)' })).toBeVisible()
  await expect(page.getByRole('list', { name: 'Tools' })).toContainText('Says it again')
  await expect(page.getByText('attach it to a project, then make keys for agents there')).toBeVisible()
  await expect(page.getByText('nobody: it has no headers')).toBeVisible()
  await expect(page.getByText(/in an Auth Link|send people an Auth Link/)).toBeHidden()
  await expectAccessible()
  await echo.close()
})
