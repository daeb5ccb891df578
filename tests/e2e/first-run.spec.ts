import { expect, test } from '#tests/support/app/fixtures.ts'

test('whoever opens the set-up link becomes the first admin of an empty Jetway', async ({
  page,
  emptyApp,
  otherBrowser,
  expectAccessible,
}) => {
  const setUpUrl = emptyApp.setUpUrl ?? ''
  await page.goto(emptyApp.url)
  await expect(page.getByRole('heading', { name: 'Jetway is not set up yet' })).toBeVisible()
  await expectAccessible()

  await page.goto(setUpUrl)
  await page.getByLabel('Organisation').fill('Northwind')
  await page.getByLabel('Your name').fill('Mia Stone')
  await page.getByLabel('Your e-mail address').fill('mia@northwind.test')
  await page.getByLabel('Password').fill('too short')
  await page.getByRole('button', { name: 'Set up' }).click()
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/at least 12 characters/)
  await expectAccessible()

  await page.getByLabel('Password').fill('long enough to keep')
  await page.getByRole('button', { name: 'Set up' }).click()
  await expect(page.getByRole('heading', { name: 'Server Library' })).toBeVisible()
  await expect(page.getByText('No servers yet. Start with one from the catalog.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'New Server' }).first()).toBeVisible()
  await expect(page.getByText('Northwind', { exact: true }).filter({ visible: true })).toBeVisible()
  await expectAccessible()

  await page.goto(`${emptyApp.url}/projects/new`)
  await page.getByRole('textbox', { name: 'Name' }).fill('Crew')
  await page.getByRole('button', { name: 'Create project' }).click()
  await page.getByRole('link', { name: 'Add server' }).click()
  await expect(page.getByText('Take a server in first; then it can be added here.')).toBeVisible()
  await expect(page.getByRole('link', { name: 'New Server' })).toBeVisible()

  const late = await otherBrowser()
  await late.goto(setUpUrl)
  await expect(late.getByRole('heading', { name: 'Jetway is set up' })).toBeVisible()
  await expectAccessible(late)
  await late.getByRole('link', { name: 'Sign in' }).click()
  await expect(late.getByRole('heading', { name: 'Sign in' })).toBeVisible()
})
