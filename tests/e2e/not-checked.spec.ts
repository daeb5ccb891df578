import { doubtCredential } from '#lib/credentials/reject-credential.ts'
import { database } from '#lib/db/database.ts'
import { startEchoServer } from '#tests/support/app/echo-server.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

test('a person sees that their server did not check what they gave, and when it was refused', async ({
  page,
  signedInAs,
  expectAccessible,
}) => {
  const echo = await startEchoServer()
  const owner = await signedInAs('member')
  const { organizationId } = owner.actor
  const { id: serverId } = await buildServer({ organizationId, url: echo.url, name: 'Echo' })
  const { project } = await buildProject({ owner })
  const { id: connectionId } = await buildConnection({ project, serverId, slug: 'echo' })

  await page.goto(`/connect/${project.slug}/echo`)
  await page.getByLabel('Access token').fill(newSecret())
  await page.getByRole('button', { name: 'Connect Echo' }).click()
  const said = page.getByText('Accepted, not checked by Echo: it shows its tools to anybody')
  await expect(said).toBeVisible()
  await expect(page.getByRole('button', { name: /Try Echo again/ })).toBeHidden()
  await expectAccessible()

  await test.step('a call that was refused is said, with what to do', async () => {
    const { id } = await database().credential.findFirstOrThrow({ where: { connectionId } })
    await doubtCredential(database(), id, 'Echo refused a call with these values (401).')
    await page.reload()
    await expect(page.getByText('A call was refused with what you gave')).toBeVisible()
    await expect(page.getByText('Nothing else is needed from you here')).toBeHidden()
    await expect(page.getByText('Echo refused a call with these values (401). Replace them')).toBeVisible()
    await expect(page.getByRole('button', { name: 'Replace' })).toBeVisible()
    await expectAccessible()
  })

  await test.step('the project’s pages and their own say the same', async () => {
    for (const path of ['/me', `/projects/${project.slug}/people`]) {
      await page.goto(path)
      await expect(page.getByText('a call was refused').first()).toBeVisible()
      await expectAccessible()
    }
  })
  await echo.close()
})
