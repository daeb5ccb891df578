import { createLink } from '#lib/auth-links/create-link.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import { newToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { acceptInvitation } from '#lib/people/accept-invitation.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { revokeInvitation } from '#lib/people/revoke-invitation.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomProject } from '#tests/support/app/intercom-project.ts'
import { goodPassword } from '#tests/support/factories/accounts.ts'
import { stranger } from '#tests/support/factories/context.ts'
import { unique } from '#tests/support/factories/people.ts'

const past = new Date(Date.now() - 1000)

test('auth links and invitations that do not work all look the same to a stranger', async ({
  page,
  run,
  signedInAs,
  otherBrowser,
  expectAccessible,
}) => {
  const admin = await signedInAs('admin', await otherBrowser())
  const { project, connection } = await buildIntercomProject(run, admin)
  const newLink = () => {
    const email = `ben-${unique()}@example.test`
    return createLink(admin, { project: project.slug, email, connectionIds: [connection.id] })
  }
  const invite = () => invitePerson(admin, { email: `noor-${unique()}@example.test`, role: 'member' })
  const [expired, used, revoked] = [await newLink(), await newLink(), await newLink()]
  await database().authLink.update({ where: { id: expired.id }, data: { expiresAt: past } })
  await openLink(stranger(), tokenOf(used.url))
  await revokeLink(admin, { linkId: revoked.id })

  const [late, accepted, withdrawn] = [await invite(), await invite(), await invite()]
  await database().oneTimeLink.updateMany({ where: { email: late.email }, data: { expiresAt: past } })
  await acceptInvitation(stranger(), { token: tokenOf(accepted.url), name: 'Noor', password: goodPassword })
  const { id: invitationId } = await database().oneTimeLink.findFirstOrThrow({ where: { email: withdrawn.email } })
  await revokeInvitation(admin, { invitationId })

  for (const urls of [
    [`${run.url}/link/${newToken()}`, `${run.url}/link/x`, expired.url, used.url, revoked.url],
    [`${run.url}/invitation/${newToken()}`, `${run.url}/invitation/x`, late.url, accepted.url, withdrawn.url],
  ]) {
    const seen: unknown[] = []
    for (const url of urls) {
      const response = await page.goto(url)
      await expect(page.getByRole('heading', { name: 'This link cannot be used' })).toBeVisible()
      const shown = await page.locator('body').ariaSnapshot()
      seen.push({ status: response?.status(), title: await page.title(), shown })
    }
    expect(seen).toEqual(urls.map(() => seen[0]))
    await expectAccessible()
  }
})

function tokenOf(url: string): string {
  return url.split('/').at(-1) ?? ''
}
