import { database } from '#lib/db/database.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomProject } from '#tests/support/app/intercom-project.ts'
import { goodPassword } from '#tests/support/factories/accounts.ts'

test('what was typed survives a session that ends in the middle, except secrets', async ({
  page,
  run,
  signedInAs,
  expectAccessible,
}) => {
  const { actor } = await signedInAs('member')
  const { project, serverId } = await buildIntercomProject(run, { actor, db: database(), requestId: '' })
  const field = { name: 'workspace', label: 'Workspace', help: '', placeholder: '', isSecret: false }
  await database().serverInput.create({
    data: {
      serverId,
      position: 1,
      name: 'X-Workspace',
      nameKey: 'x-workspace',
      template: '{workspace}',
      fields: [field],
    },
  })

  await page.goto(`/connect/${project.slug}/intercom`)
  await page.getByLabel('Workspace').fill('acme')
  await page.getByLabel('Access token').fill(run.intercom.tokens.acme)
  await database().session.deleteMany({ where: { personId: actor.personId } })
  await page.getByRole('button', { name: 'Connect Intercom' }).click()
  await expect(page.getByRole('alert').filter({ hasText: 'Your session has ended' })).toBeVisible()
  await expectAccessible()

  await page.getByRole('link', { name: 'Sign in again' }).click()
  await page.getByLabel('E-mail address').fill(actor.email)
  await page.getByLabel('Password').fill(goodPassword)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('What you had typed is back.')).toBeVisible()
  await expect(page.getByLabel('Workspace')).toHaveValue('acme')
  await expect(page.getByLabel('Access token')).toHaveValue('')
  await expectAccessible()

  await page.getByLabel('Access token').fill(run.intercom.tokens.acme)
  await page.getByRole('button', { name: 'Connect Intercom' }).click()
  await expect(page.getByText('Nothing else is needed from you here')).toBeVisible()
})
