import { expect, test } from '#tests/support/app/fixtures.ts'

test('a stranger is asked to sign in, and a member comes to the Server Library', async ({
  page,
  signedInAs,
  expectAccessible,
}) => {
  await page.goto('/servers')
  await expect(page).toHaveURL(/\/sign-in/)
  await expect(page.getByLabel('Password')).toBeVisible()
  await expectAccessible()

  await signedInAs('admin')
  await page.goto('/servers')

  await expect(page.getByRole('heading', { name: 'Server Library' })).toBeVisible()
  await expectAccessible()
})
