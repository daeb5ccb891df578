import { createLink } from '#lib/auth-links/create-link.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { addMember } from '#lib/projects/members/add-member.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomProject } from '#tests/support/app/intercom-project.ts'
import { goodPassword } from '#tests/support/factories/accounts.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'

test('what came by a link stays with the browser it came from, until its person joins and takes it over', async ({
  page,
  run,
  intercom,
  signedInAs,
  otherBrowser,
  expectAccessible,
}) => {
  const owner = await signedInAs('admin')
  const { project, connection } = await buildIntercomProject(run, owner)
  const email = `kim-${project.slug}@example.test`
  const sendLink = async () => {
    const { url } = await createLink(owner, { project: project.slug, email, connectionIds: [connection.id] })
    plantSecret(url.split('/').at(-1) ?? '')
    return url
  }
  const kim = await otherBrowser()
  await test.step('a link is opened and the token given', async () => {
    await kim.goto(await sendLink())
    await kim.getByRole('button', { name: `Continue as ${email}` }).click()
    await kim.getByLabel('Access token').fill(await intercom<string>('issueToken', 'acme'))
    await kim.getByRole('button', { name: 'Connect Intercom' }).click()
    await expect(kim.getByRole('heading', { name: 'All done' })).toBeVisible()
  })

  await test.step('in another browser a second link begins anew, and says so', async () => {
    const elsewhere = await otherBrowser()
    await elsewhere.goto(await sendLink())
    await elsewhere.getByRole('button', { name: `Continue as ${email}` }).click()
    await expect(elsewhere.getByText(`Something was given for Intercom by the link for ${email}`)).toBeVisible()
    await expect(elsewhere.getByLabel('Access token')).toBeVisible()
    await expect(elsewhere.getByRole('button', { name: 'Remove' })).toBeHidden()
    await expectAccessible(elsewhere)
  })

  await test.step('in the same browser it goes on', async () => {
    await kim.goto(await sendLink())
    await kim.getByRole('button', { name: `Continue as ${email}` }).click()
    await expect(kim.getByRole('heading', { name: 'All done' })).toBeVisible()
  })

  await test.step('the owner sees two openings and no person', async () => {
    await page.goto(`/projects/${project.slug}/people`)
    const openings = page.getByRole('row').filter({ hasText: email }).filter({ hasText: 'a link opened' })
    await expect(openings).toHaveCount(2)
    await expectAccessible()
  })

  await test.step('who joins is told, and takes over what this browser gave', async () => {
    const { url } = await invitePerson(owner, { email, role: 'member' })
    plantSecret(url.split('/').at(-1) ?? '')
    await kim.goto(url)
    await kim.getByLabel('Your name').fill('Kim')
    await kim.getByLabel('Password').fill(plantSecret(goodPassword))
    await kim.getByRole('button', { name: /Join/ }).click()
    await expect(kim).toHaveURL(/\/(servers|projects)/)
    await addMember(owner, project.slug, { email, role: 'member' })
    await kim.goto('/me')
    const list = kim.getByRole('list', { name: `Connections of ${project.name}` })
    await expect(list).toContainText('not connected')
    await expectAccessible(kim)
    await kim.getByRole('button', { name: 'It was me: take it over' }).click()
    await expect(list).toContainText('connected')
    await expect(kim.getByText('Something was given for Intercom')).toBeHidden()
    await expectAccessible(kim)
  })
})
