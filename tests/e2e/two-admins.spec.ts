import { database } from '#lib/db/database.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildCredentialRow } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'

test('two admins edit one server: neither loses anything, and agents are not stopped without a question', async ({
  page,
  signedInAs,
  expectAccessible,
}) => {
  const admin = await signedInAs('admin')
  const { organizationId, personId } = admin.actor
  const server = await buildServer({ organizationId, name: 'Acme desk' })
  const { project } = await buildProject({ owner: { ...admin, db: database(), requestId: '' } })
  const connection = await buildConnection({ project, serverId: server.id })
  await buildCredentialRow(project, { personId, connectionId: connection.id })
  const other = await page.context().newPage()
  for (const tab of [page, other]) await tab.goto(`/servers/${server.id}`)

  await test.step('a header that both have open', async () => {
    for (const tab of [page, other])
      await tab
        .getByRole('row', { name: /Authorization/ })
        .getByRole('button', { name: 'Edit' })
        .click()
    await other.getByRole('dialog').getByLabel('Label').fill('Their label')
    await other.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(other.getByRole('dialog')).toBeHidden()
    await page.getByRole('dialog').getByLabel('Label').fill('My label')
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('dialog').getByText(/meanwhile to “Their label”, you to “My label”/)).toBeVisible()
    await expectAccessible()
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
    await expect(page.getByRole('dialog')).toBeHidden()
  })

  await test.step('an address that would remove what people gave', async () => {
    await page.getByRole('button', { name: 'Edit', exact: true }).first().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel('Address').fill('https://other.example.test/mcp')
    await dialog.getByRole('button', { name: 'Save' }).click()
    await expect(dialog.getByText(`Removed with the old address: the values of ${admin.actor.name}.`)).toBeVisible()
    await expect(dialog.locator(':focus')).toContainText('Whom this touches')
    await expectAccessible()
    expect(await database().credential.count({ where: { connectionId: connection.id } })).toBe(1)
    await dialog.getByRole('button', { name: 'Change it all the same' }).click()
    await expect(dialog).toBeHidden()
    await expect(page.getByText('https://other.example.test/mcp')).toBeVisible()
    expect(await database().credential.count({ where: { connectionId: connection.id } })).toBe(0)
  })

  await test.step('an onboarding in two tabs', async () => {
    for (const tab of [page, other]) await tab.goto('/servers/new/com.intercom~mcp?step=connection')
    await other.getByLabel('Name').fill('Theirs')
    const kept = async () => (await database().onboardingDraft.findFirst({ where: { personId } }))?.data
    await expect.poll(kept).toMatchObject({ connection: { name: 'Theirs' } })
    await page.getByLabel('Name').fill('Mine')
    await page.getByRole('button', { name: 'Continue to Authorization' }).click()
    await expect(page.getByText(/meanwhile to “Theirs”, you to “Mine”/)).toBeVisible()
    await expectAccessible()
    await page.getByLabel('Name').press('Enter')
    await expect(page.getByRole('button', { name: 'Confirm headers' })).toBeVisible()
  })

  await test.step('the same onboarding, added in one of them', async () => {
    const name = `Desk of ${project.slug}`
    await page.getByRole('link', { name: 'Back' }).click()
    await page.getByLabel('Name').fill(name)
    await page.getByLabel('Slug').fill(`desk-${project.slug}`)
    await page.getByRole('button', { name: 'Continue to Authorization' }).click()
    await page.getByRole('button', { name: 'Confirm headers' }).click()
    await expect(page.getByRole('button', { name: 'Add to library' })).toBeVisible()
    await other.goto(page.url())
    await page.getByRole('button', { name: 'Add to library' }).click()
    await expect(page.getByText(`${name} is in the library`)).toBeVisible()
    await other.getByRole('button', { name: 'Add to library' }).click()
    await expect(other.getByText('Intercom has been added already')).toBeVisible()
    await expectAccessible(other)
    await other.reload()
    await other.getByRole('link', { name, exact: true }).click()
    await expect(other.getByRole('heading', { name })).toBeVisible()
    expect(await database().onboardingDraft.count({ where: { personId } })).toBe(0)
    await page.goto('/servers/new/com.intercom~mcp')
    await expect(page.getByRole('list', { name: 'In the library already' })).toContainText('added')
    await expectAccessible()
  })

  await test.step('an onboarding that nobody wants to finish', async () => {
    await page.goto('/servers/new/custom?step=connection')
    await page.getByLabel('Name').fill('Second thoughts')
    await expect.poll(() => database().onboardingDraft.count({ where: { personId } })).toBe(1)
    await page.goto('/servers/new')
    const begun = page.getByRole('list', { name: 'Begun onboardings' })
    await begun.getByRole('button', { name: 'Discard' }).click()
    await expect(page.getByRole('dialog', { name: 'Discard Second thoughts?' })).toBeVisible()
    await expectAccessible()
    await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
    await expect(begun).toBeHidden()
    expect(await database().onboardingDraft.count({ where: { personId } })).toBe(0)
  })
})
