import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

test('an admin takes Intercom from the catalog into the library, and adds it to a project', async ({
  page,
  signedInAs,
  expectAccessible,
}) => {
  const admin = await signedInAs('admin')
  const { project } = await buildProject({ owner: admin })
  await buildProject({ owner: admin })
  const slug = `support-${project.slug}`
  const slugField = page.getByRole('textbox', { name: 'Slug' })

  await page.goto('/servers')
  await page.getByRole('link', { name: 'New Server' }).first().click()
  await page.getByRole('searchbox', { name: 'Search the catalog' }).pressSequentially('interc')
  await expect(page.getByRole('heading', { name: 'One server' })).toBeVisible()
  await expectAccessible()

  await page.getByRole('link', { name: 'Intercom', exact: true }).click()
  await expect(page.getByRole('heading', { name: 'What it is for' })).toBeVisible()
  await expect(page.getByText('Sandbox', { exact: true })).toBeVisible()
  await expectAccessible()

  await page.getByRole('link', { name: 'Continue to Connection' }).click()
  await expect(page.getByRole('listitem').filter({ hasText: 'Sign-in' })).toContainText(
    'Answers 401 and asks for a Bearer token',
  )
  await expect(page.getByRole('listitem').filter({ hasText: 'Address' })).toContainText(/\d ms/)
  await expect(page.getByText('Australia is not offered by Intercom.')).toBeVisible()
  await slugField.fill(slug)
  await expectAccessible()

  await page.getByRole('link', { name: 'New Server' }).click()
  await page.getByRole('link', { name: 'Continue Intercom' }).click()
  await expect(slugField).toHaveValue(slug)

  await page.getByRole('button', { name: 'Continue to Authorization' }).click()
  await expect(page.getByRole('row').filter({ hasText: 'Authorization' })).toContainText('Bearer {access_token}')
  await expect(page.locator('input[type=password]')).toHaveCount(0)
  await expectAccessible()

  await page.goBack()
  await expect(slugField).toHaveValue(slug)
  await page.goForward()
  await page.getByRole('button', { name: 'Confirm headers' }).click()
  await expect(page.getByText(`${slug}__…`)).toBeVisible()
  await expect(page.getByRole('radio', { name: /Each person’s own/ })).toBeChecked()
  await expectAccessible()

  await page.getByRole('button', { name: 'Add to library' }).click()
  await expect(page.getByText('Intercom is in the library')).toBeVisible()
  const next = await page.getByText('Nobody can use it yet').boundingBox()
  expect(next?.width, 'beside its button the text is not squeezed').toBeGreaterThan(240)
  await expectAccessible()

  await page.getByRole('button', { name: 'Add to a project' }).first().click()
  await page.getByRole('dialog').getByRole('link', { name: project.name }).click()
  await expect(page.getByRole('textbox', { name: 'Slug' })).toHaveValue(slug)
  await expectAccessible()

  await page.getByRole('button', { name: 'Add server' }).click()
  const connection = page.getByRole('list', { name: 'Connections' }).getByRole('listitem')
  await expect(connection).toContainText(slug)
  await expect(connection).toContainText('0 of 1 people connected')
})
