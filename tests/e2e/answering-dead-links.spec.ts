import { createLink } from '#lib/auth-links/create-link.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import { newToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { acceptInvitation } from '#lib/people/accept-invitation.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { issueResetLink } from '#lib/people/issue-reset.ts'
import { resetPassword } from '#lib/people/reset-password.ts'
import { revokeInvitation } from '#lib/people/revoke-invitation.ts'
import { withoutItsOwn } from '#tests/support/app/alike.ts'
import { ask, jetwayAt } from '#tests/support/app/ask.ts'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { buildIntercomProject } from '#tests/support/app/intercom-project.ts'
import { actionIn, askForPayload, callAction } from '#tests/support/app/press.ts'
import type { Run } from '#tests/support/app/run.ts'
import { buildAccount, goodPassword, tokenOf } from '#tests/support/factories/accounts.ts'
import { stranger } from '#tests/support/factories/context.ts'
import { unique } from '#tests/support/factories/people.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'

const password = goodPassword
const expiresAt = new Date(Date.now() - 1000)

/** One token that works, and those that do not, each for its own reason. */
type Tokens = { live: string; dead: Record<string, string> }

const newOf = (url: string) => plantSecret(tokenOf(url))

async function authLinks(run: Run): Promise<Tokens> {
  const owner = await buildAccount({ organizationId: run.organizationId })
  const { project, connection } = await buildIntercomProject(run, owner)
  const newLink = () => {
    const email = `ben-${unique()}@example.test`
    return createLink(owner, { project: project.slug, email, connectionIds: [connection.id] })
  }
  const [live, late, used, revoked] = [await newLink(), await newLink(), await newLink(), await newLink()]
  await database().authLink.update({ where: { id: late.id }, data: { expiresAt } })
  await openLink(stranger(), newOf(used.url))
  await revokeLink(owner, { linkId: revoked.id })
  return { live: newOf(live.url), dead: { late: newOf(late.url), used: newOf(used.url), revoked: newOf(revoked.url) } }
}

async function invitations(run: Run): Promise<Tokens> {
  const admin = await buildAccount({ role: 'admin', organizationId: run.organizationId })
  const invite = () => invitePerson(admin, { email: `noor-${unique()}@example.test`, role: 'member' })
  const [live, late, used, revoked] = [await invite(), await invite(), await invite(), await invite()]
  await database().oneTimeLink.updateMany({ where: { email: late.email }, data: { expiresAt } })
  await acceptInvitation(stranger(), { token: newOf(used.url), name: 'Noor', password })
  const { id: invitationId } = await database().oneTimeLink.findFirstOrThrow({ where: { email: revoked.email } })
  await revokeInvitation(admin, { invitationId })
  return { live: newOf(live.url), dead: { late: newOf(late.url), used: newOf(used.url), revoked: newOf(revoked.url) } }
}

async function resets(run: Run): Promise<Tokens> {
  const { organizationId } = run
  const admin = await buildAccount({ role: 'admin', organizationId })
  const newLink = async () => {
    const { actor } = await buildAccount({ organizationId })
    return { actor, token: newOf((await issueResetLink(admin, actor.email)).url) }
  }
  const [late, used, replaced] = [await newLink(), await newLink(), await newLink()]
  await database().oneTimeLink.updateMany({ where: { personId: late.actor.personId }, data: { expiresAt } })
  await resetPassword(stranger(), { token: used.token, password })
  const { url } = await issueResetLink(admin, replaced.actor.email)
  return { live: newOf(url), dead: { late: late.token, used: used.token, replaced: replaced.token } }
}

const kinds = { link: authLinks, invitation: invitations, reset: resets }

for (const kind of ['link', 'invitation', 'reset'] as const) {
  test(`of /${kind} what does not work answers alike to the byte, whatever the reason`, async ({ run }) => {
    const jetway = jetwayAt(run)
    const { live, dead } = await kinds[kind](run)
    const other = await kinds[kind === 'reset' ? 'invitation' : 'reset'](run)
    const action = actionIn(await ask(jetway, `/${kind}/${live}`))
    const known: Record<string, string> = { ...dead, unknown: newToken(), 'for another page': other.live }

    const seen: Record<string, ReturnType<typeof withoutItsOwn>[]> = {}
    for (const [reason, token] of Object.entries(known)) {
      const path = `/${kind}/${token}`
      const form = { token, name: 'Noor', password }
      const answers = [
        await ask(jetway, path),
        await ask(jetway, path, { method: 'HEAD' }),
        await askForPayload(jetway, path),
        await callAction(jetway, path, { action, form }),
      ]
      seen[reason] = answers.map((answer) => withoutItsOwn(answer, { TOKEN: token }))
    }
    expect(seen).toEqual(Object.fromEntries(Object.keys(known).map((reason) => [reason, seen.unknown])))
    const saying = (text: string) => expect.arrayContaining([expect.stringContaining(text)])
    const gone = saying('This link cannot be used')
    expect(seen.unknown).toMatchObject([
      { status: 200, body: gone },
      { status: 200, body: [''] },
      { status: 200, body: gone },
      kind === 'link'
        ? { status: 200, headers: { 'x-action-redirect': '/link/session;replace' } }
        : { status: 200, body: saying('There is no such link') },
    ])
    expect((await ask(jetway, `/${kind}/${live}`)).body).not.toContain('This link cannot be used')
  })
}
