import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomProject } from '#tests/support/app/intercom-project.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'

const wrongToken = 'dG9rOm5vdC1hLXJlYWwtdG9rZW4='

test('a person gives a token by an auth link, and allows a key that someone made for them', async ({
  page,
  run,
  intercom,
  signedInAs,
  otherBrowser,
  agentAt,
  expectAccessible,
}) => {
  const owner = await signedInAs('member')
  const { project } = await buildIntercomProject(run, owner)
  const email = `ben-${project.slug}@example.test`
  const base = `/projects/${project.slug}`

  const url = await test.step('the owner makes a link', async () => {
    await page.goto(`${base}/connections`)
    await page.getByRole('link', { name: 'Send Auth Link' }).click()
    await page.getByRole('textbox', { name: 'E-mail address' }).fill(email)
    await expect(page.getByRole('checkbox', { name: 'Intercom' })).toBeChecked()
    await expectAccessible()
    await page.getByRole('button', { name: 'Make link' }).click()
    const once = page.getByRole('region', { name: `Link for ${email}` })
    const shown = (await once.getByRole('code').textContent()) ?? ''
    await expectAccessible()
    await page.getByRole('button', { name: 'Done' }).click()
    await expect(page.getByRole('list', { name: 'Auth links' })).toContainText('waiting')
    await expectAccessible()
    return shown
  })
  plantSecret(url.split('/').at(-1) ?? '')

  const ben = await otherBrowser()
  const token = ben.getByLabel('Access token')
  await test.step('opening the link uses nothing up', async () => {
    for (const browser of [await otherBrowser(), ben]) {
      await browser.goto(url)
      await expect(browser.getByRole('heading', { name: /asks you to connect Intercom/ })).toBeVisible()
    }
    await expectAccessible(ben)
    await ben.getByRole('button', { name: `Continue as ${email}` }).click()
    await expect(token).toBeVisible()
    expect(ben.url()).toBe(`${run.url}/link/session`)
    await expectAccessible(ben)
  })

  await test.step('a wrong token is refused in the words of Intercom, and stays in its field', async () => {
    await token.fill(wrongToken)
    await ben.getByRole('button', { name: 'Connect Intercom' }).click()
    const refusal = ben.getByRole('alert').filter({ hasText: 'Intercom says: “Invalid access token”' })
    await expect(refusal).toContainText('Nothing was stored')
    await expect(token).toHaveValue(wrongToken)
    await expectAccessible(ben)
  })

  await test.step('the right token is taken', async () => {
    await token.fill(await intercom<string>('issueToken', 'acme'))
    await ben.getByRole('button', { name: 'Connect Intercom' }).click()
    await expect(ben.getByRole('heading', { name: 'All done' })).toBeVisible()
    await expect(ben.getByText('No agent can use it yet')).toBeVisible()
    await expect(ben.getByText('It works and opens 14 tools')).toBeVisible()
    await expect(ben.getByRole('button', { name: 'Replace' })).toBeVisible()
    await expect(ben.getByRole('button', { name: 'Remove' })).toBeVisible()
    await expectAccessible(ben)
  })

  await test.step('the link is used up, except where it was opened', async () => {
    const third = await otherBrowser()
    await third.goto(url)
    await expect(third.getByRole('heading', { name: 'This link cannot be used' })).toBeVisible()
    await expectAccessible(third)
    await ben.goto(url)
    await expect(ben.getByRole('heading', { name: 'All done' })).toBeVisible()
  })

  await test.step('the owner sees who is connected', async () => {
    await page.getByRole('link', { name: 'People', exact: true }).click()
    await expect(page.getByRole('row').filter({ hasText: email })).toContainText('connected')
    await expectAccessible()
  })

  const key = await test.step('the owner makes a key for them', async () => {
    await page.getByRole('link', { name: 'Agents' }).click()
    await page.getByRole('button', { name: 'New key' }).click()
    await page.getByRole('textbox', { name: 'Name' }).fill('Ben’s helper')
    const holders = page.getByRole('combobox', { name: 'Acts for' })
    const dialog = page.getByRole('dialog')
    await expect(dialog.getByText('on the last page of their auth link')).toBeHidden()
    await holders.selectOption(await holders.locator('option', { hasText: email }).getAttribute('value'))
    await expect(
      dialog.getByText('after that person has allowed it, on the last page of their auth link'),
    ).toBeVisible()
    await page.getByRole('button', { name: 'Make key' }).click()
    await expect(page.getByText(/It works after .* has allowed it/)).toBeVisible()
    await expect(dialog.getByText('They find it on the last page of their auth link')).toBeVisible()
    await expectAccessible()
    return (await page.getByRole('region', { name: 'The key' }).getByRole('code').textContent()) ?? ''
  })
  plantSecret(key)

  const endpoint = `/mcp/${project.slug}/intercom`
  await expect(agentAt(endpoint, key)).rejects.toThrow(/once the person it acts for has allowed it/)
  await ben.reload()
  await expect(ben.getByRole('heading', { name: 'One thing is left to decide' })).toBeVisible()
  await expect(ben.getByText('You can close this page')).toBeHidden()
  await expect(ben.getByRole('heading', { name: 'An agent wants to act for you' })).toBeVisible()
  await expectAccessible(ben)
  await ben.getByRole('button', { name: 'Allow' }).click()
  await expect(ben.getByRole('list', { name: 'Keys that act for you' })).toContainText('Ben’s helper')
  await expect(ben.getByRole('heading', { name: 'All done' })).toBeVisible()
  await expect(ben.getByText('Your agents can use it from now on')).toBeVisible()
  const agent = await agentAt(endpoint, key)
  expect((await agent.call('search', { query: 'object_type:contacts' })).isError).toBe(false)

  await test.step('the call stands under the address, and nothing in its row is broken', async () => {
    const row = page.getByRole('row').filter({ hasText: 'Ben’s helper' }).filter({ hasText: 'search' })
    await expect(async () => {
      await page.goto(`/projects/${project.slug}/activity`)
      await expect(row).toHaveCount(1, { timeout: 1000 })
    }).toPass()
    await expect(row).toContainText(/@example.test.*by a link, \d+ \w+ 20\d\d/)
    expect((await row.getByText('Ben’s helper').boundingBox())?.height).toBeLessThan(50)
    await expectAccessible()
  })
})
