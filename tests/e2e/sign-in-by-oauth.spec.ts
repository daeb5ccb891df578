import { createLink } from '#lib/auth-links/create-link.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { startSignInServer } from '#tests/support/oauth/authorization-server.ts'

test('an admin sets a sign-in up, and somebody with an Auth Link says no, and then signs in', async ({
  page,
  baseURL,
  signedInAs,
  allowConsole,
  expectAccessible,
}) => {
  allowConsole(/status of 4\d\d/)
  const redirectUri = new URL('/oauth/callback', baseURL).href
  const vendor = await startSignInServer({ redirectUri })
  const admin = await signedInAs('admin')
  const name = `Desk ${admin.actor.personId.slice(-8)}`

  await test.step('the server is added, and Jetway registers itself with its issuer', async () => {
    await page.goto('/servers/new/custom?step=connection')
    await page.getByRole('textbox', { name: 'Address' }).fill(vendor.url)
    await page.getByRole('textbox', { name: 'Name' }).fill(name)
    await page.getByRole('button', { name: 'Continue to Authorization' }).click()
    await expect(page.getByText('set up its sign-in by OAuth once it is in the library')).toBeVisible()
    await page.getByRole('button', { name: 'Confirm headers' }).click()
    await page.getByRole('button', { name: 'Add to library' }).click()
    await expect(page.getByText(`${name} is in the library`)).toBeVisible()
    await page.getByRole('button', { name: 'Set up', exact: true }).click()
    await expect(page.getByRole('dialog').getByText(redirectUri)).toBeVisible()
    await expectAccessible()
    await page.getByRole('dialog').getByRole('button', { name: 'Set up' }).click()
    await expect(page.getByText('registered by Jetway')).toBeVisible()
    await expectAccessible()
  })

  const serverId = new URL(page.url()).pathname.split('/').at(-1)
  const { project } = await buildProject({ owner: admin })
  const connection = await buildConnection({ project, serverId, slug: 'desk' })
  const input = { project: project.slug, email: 'noah@example.test', connectionIds: [connection.id] }
  const link = await createLink(admin, { ...input, credentialMode: 'per_person' })

  await test.step('who says no is told that nothing was connected', async () => {
    await page.context().clearCookies()
    await page.goto(link.url)
    await page.getByRole('button', { name: 'Continue as noah@example.test' }).click()
    vendor.denies = true
    await page.getByRole('button', { name: `Sign in to ${name}` }).click()
    await expect(page.getByText('You did not agree there')).toBeVisible()
    await expectAccessible()
  })

  await test.step('who agrees is connected, and sees as whom', async () => {
    vendor.denies = false
    await page.getByRole('button', { name: `Sign in to ${name}` }).click()
    await expect(page.getByRole('heading', { name: `${name} is connected` })).toBeVisible()
    await expect(page.getByText(`Signed in as ${vendor.account}.`)).toBeVisible()
    expect(page.url()).not.toMatch(/code=|state=/)
    await expectAccessible()
  })

  await vendor.close()
})
