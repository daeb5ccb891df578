import { database } from '#lib/db/database.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomProject } from '#tests/support/app/intercom-project.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'

const password = 'rain on a tin roof'

test('an admin invites a person, changes their role and removes them, which ends all they could do', async ({
  page,
  run,
  signedInAs,
  otherBrowser,
  agentAt,
  expectAccessible,
}) => {
  const admin = await signedInAs('admin')
  const { project } = await buildIntercomProject(run, admin)
  const email = `noor-${project.slug}@example.test`
  plantSecret(password)

  await page.goto('/settings/people')
  await expectAccessible()
  await page.getByRole('button', { name: 'Invite' }).click()
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email)
  await expectAccessible()
  await page.getByRole('button', { name: 'Make link' }).click()
  const once = page.getByRole('region', { name: `Link for ${email}` })
  const url = (await once.getByRole('code').textContent()) ?? ''
  plantSecret(url.split('/').at(-1) ?? '')
  await page.getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('table', { name: 'Invitations' })).toContainText(email)
  await expectAccessible()

  const noor = await otherBrowser()
  await noor.goto(url)
  await noor.getByLabel('Your name').fill('Noor Vries')
  await noor.getByLabel('Password').fill(password)
  await expectAccessible(noor)
  await noor.getByRole('button', { name: 'Join' }).click()
  await expect(noor.getByRole('heading', { name: 'Projects' })).toBeVisible()

  await test.step('the password they chose opens another session', async () => {
    const laptop = await otherBrowser()
    await laptop.goto('/sign-in')
    await laptop.getByLabel('E-mail address').fill(email)
    await laptop.getByLabel('Password').fill(password)
    await laptop.getByRole('button', { name: 'Sign in' }).click()
    await expect(laptop.getByRole('heading', { name: 'Projects' })).toBeVisible()
  })

  const { organizationId } = admin.actor
  const { id: personId } = await database().person.findFirstOrThrow({ where: { email }, select: { id: true } })
  await database().projectMember.create({ data: { projectId: project.id, organizationId, personId, role: 'member' } })
  const { text: key } = await buildKey(project, { personId })
  const agent = await agentAt(`/mcp/${project.slug}`, key)
  expect(await agent.listToolNames()).toEqual(['jetway__status'])

  await page.goto(`/settings/people?q=${encodeURIComponent(email)}`)
  const row = page.getByRole('row').filter({ hasText: email })
  await page.getByRole('button', { name: 'Actions for Noor Vries' }).click()
  await page.getByRole('menuitem', { name: 'Make auditor' }).click()
  await expect(row).toContainText('auditor')
  await noor.goto('/settings/audit')
  await expect(noor.getByRole('heading', { level: 1 })).toBeVisible()
  await expectAccessible(noor)

  await page.getByRole('button', { name: 'Actions for Noor Vries' }).click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await expect(page.getByRole('dialog')).toContainText('Their sessions end at once.')
  await expectAccessible()
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click()
  await expect(page.getByText('Nobody matches.')).toBeVisible()

  await noor.getByRole('link', { name: 'Projects' }).filter({ visible: true }).click()
  await expect(noor).toHaveURL(/\/sign-in/)
  await expect(agent.listToolNames()).rejects.toThrow(/401/)
})
