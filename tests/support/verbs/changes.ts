/** Every change of one organisation that is recorded: by which action, and the verb that makes it. */

import { onTestFinished } from 'vitest'
import type { AuditAction } from '#lib/audit/actions.ts'
import { createLink } from '#lib/auth-links/create-link.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { recheckUnverified } from '#lib/auth-links/giving/recheck-unverified.ts'
import { takeOverCredential } from '#lib/auth-links/giving/take-over.ts'
import { openLink } from '#lib/auth-links/open-link.ts'
import { replaceLink } from '#lib/auth-links/replace-link.ts'
import { revokeLink } from '#lib/auth-links/revoke-link.ts'
import type { Context } from '#lib/context.ts'
import { bySignIn } from '#lib/credentials/proof.ts'
import { rejectCredential } from '#lib/credentials/reject-credential.ts'
import { revokeCredential } from '#lib/credentials/revoke-credential.ts'
import { storeCredential } from '#lib/credentials/store-credential.ts'
import { database } from '#lib/db/database.ts'
import { acceptInvitation } from '#lib/people/accept-invitation.ts'
import { changePassword } from '#lib/people/change-password.ts'
import { changeRole } from '#lib/people/change-role.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { issueResetLink } from '#lib/people/issue-reset.ts'
import { removePerson } from '#lib/people/remove-person.ts'
import { resetPassword } from '#lib/people/reset-password.ts'
import { revokeInvitation } from '#lib/people/revoke-invitation.ts'
import { signOutEverywhere } from '#lib/people/sign-out-everywhere.ts'
import { allowKey, refuseKey } from '#lib/projects/answer-key.ts'
import { connectServer } from '#lib/projects/connections/connect-server.ts'
import { pauseConnection, resumeConnection } from '#lib/projects/connections/pause-connection.ts'
import { removeConnection } from '#lib/projects/connections/remove-connection.ts'
import { updateConnection } from '#lib/projects/connections/update-connection.ts'
import { createProject } from '#lib/projects/create-project.ts'
import { issueKey } from '#lib/projects/issue-key.ts'
import { addMember } from '#lib/projects/members/add-member.ts'
import { changeMember } from '#lib/projects/members/change-member.ts'
import { removeMember } from '#lib/projects/members/remove-member.ts'
import { removeProject } from '#lib/projects/remove-project.ts'
import { revokeKey } from '#lib/projects/revoke-key.ts'
import { updateProject } from '#lib/projects/update-project.ts'
import { redirectUriOf, removeOauth, setUpOauth } from '#lib/servers/oauth/set-up-oauth.ts'
import { onboardServer } from '#lib/servers/onboarding/onboard-server.ts'
import { removeServer } from '#lib/servers/remove-server.ts'
import { updateServer } from '#lib/servers/update-server.ts'
import { buildOpenedLink, tokenOf } from '#tests/support/credentials/links.ts'
import { startTokenServer } from '#tests/support/credentials/token-server.ts'
import { buildAccount, goodPassword } from '#tests/support/factories/accounts.ts'
import { contextFor, signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildCredentialRow, buildKey, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { ownClient, startSignInServer } from '#tests/support/oauth/authorization-server.ts'
import { newSecret, plantSecret } from '#tests/support/secrets/planted.ts'

/** An admin who owns a project with everything in it that can be changed, and a server that takes their value. */
export async function buildChangeable() {
  const admin = await buildAccount({ role: 'admin' })
  const { organizationId, personId } = admin.actor
  const { project } = await buildProject({ owner: admin })
  const member = await memberOf(project)
  const colleague = await signedIn({ organizationId })
  const value = newSecret()
  const { url } = await startTokenServer([value])
  const connection = await buildConnection({ project, url })
  const paused = await buildConnection({ project, serverId: connection.serverId, slug: 'paused' })
  await database().connection.update({ where: { id: paused.id }, data: { state: 'paused' } })
  const spare = await buildServer({ organizationId, url })
  const { key } = await buildKey(project, { personId: member.actor.personId })
  const { key: waiting } = await buildKey(project, { personId, createdById: member.actor.personId, allowedAt: null })
  const store = (to: { id: string }, holder: { personId: string; proof: string }, state: 'verified' | 'unverified') =>
    storeCredential(database(), {
      organizationId,
      connectionId: to.id,
      holder: { mode: 'per_person', ...holder },
      givenById: holder.personId,
      secret: { kind: 'values', values: { access_token: plantSecret(value) } },
      state,
    })
  const credentialId = await store(connection, { personId: member.actor.personId, proof: bySignIn }, 'verified')
  const asking = { project: project.slug, email: 'ben@example.test', connectionIds: [connection.id] }
  const link = await createLink(admin, asking)
  const invitation = await invitePerson(admin, { email: 'ada@example.test', role: 'member' })
  const reset = await issueResetLink(admin, admin.actor.email)
  return {
    admin,
    organizationId,
    project,
    member,
    colleague,
    value,
    connection,
    paused,
    spare,
    key,
    waiting,
    store,
    credentialId,
    asking,
    link,
    invitation,
    reset,
  }
}
export type Changeable = Awaited<ReturnType<typeof buildChangeable>>

/** Somebody who gave values at a link before they had a seat. */
async function buildNewcomer({ admin, store }: Changeable) {
  const { holder, cookie, connection } = await buildOpenedLink({ owner: admin })
  const { organizationId, personId, email, proof } = holder.actor
  const credentialId = await store(connection, { personId, proof }, 'verified')
  await database().person.update({ where: { id: personId }, data: { role: 'member' } })
  const ctx = contextFor({ kind: 'user', organizationId, personId, email, name: 'Noah', role: 'member' })
  return { ctx, cookie, credentialId }
}

const later = () => new Date(Date.now() + 6 * 60_000)
const atOnce = async () => {}
const joining = { name: 'Ada', password: 'a calm long sentence' }
const form = { mode: 'per_person', toolPolicy: 'chosen' } as const

/** The spare server is one that signs people in, with a client of the admin's. */
async function signingIn({ spare }: Changeable) {
  const vendor = await startSignInServer({ redirectUri: redirectUriOf() })
  onTestFinished(vendor.close)
  await database().server.update({ where: { id: spare.id }, data: { url: vendor.url } })
  return { clientId: ownClient.client_id, secret: { client: plantSecret(ownClient.client_secret) } }
}

/** Gets everything ready, and gives the change. */
type Begin = (scene: Changeable) => ((ctx: Context) => Promise<unknown>) | Promise<(ctx: Context) => Promise<unknown>>

export const changes: [action: AuditAction, begin: Begin][] = [
  ['person.invite', () => (ctx) => invitePerson(ctx, { email: 'noor@example.test', role: 'member' })],
  ['person.join', (s) => () => acceptInvitation(stranger(), { ...joining, token: tokenOf(s.invitation.url) })],
  ['person.change_role', (s) => (ctx) => changeRole(ctx, { personId: s.member.actor.personId, role: 'auditor' })],
  ['person.remove', (s) => (ctx) => removePerson(ctx, { personId: s.member.actor.personId })],
  [
    'person.change_password',
    () => (ctx) => {
      const passwords = { presentPassword: goodPassword, newPassword: 'another calm sentence' }
      return changePassword(ctx, passwords, `address of ${ctx.requestId}`, atOnce)
    },
  ],
  ['person.issue_reset', (s) => (ctx) => issueResetLink(ctx, s.member.actor.email)],
  [
    'person.reset_password',
    (s) => () => resetPassword(stranger(), { token: tokenOf(s.reset.url), password: joining.password }),
  ],
  ['person.sign_out_everywhere', () => signOutEverywhere],
  [
    'invitation.revoke',
    async ({ organizationId }) => {
      const { id } = await database().oneTimeLink.findFirstOrThrow({ where: { organizationId, purpose: 'invitation' } })
      return (ctx) => revokeInvitation(ctx, { invitationId: id })
    },
  ],
  [
    'server.onboard',
    () => (ctx) => onboardServer(ctx, { name: 'New', slug: 'new-server', url: 'https://new.example.test/mcp' }),
  ],
  ['server.update', (s) => (ctx) => updateServer(ctx, { serverId: s.connection.serverId, name: 'Renamed' })],
  [
    'server.set_up_oauth',
    async (s) => {
      const client = await signingIn(s)
      return (ctx) => setUpOauth(ctx, { serverId: s.spare.id, ...client })
    },
  ],
  [
    'server.remove_oauth',
    async (s) => {
      await setUpOauth(s.admin, { serverId: s.spare.id, ...(await signingIn(s)) })
      return (ctx) => removeOauth(ctx, { serverId: s.spare.id })
    },
  ],
  ['server.remove', (s) => (ctx) => removeServer(ctx, s.connection.serverId)],
  ['project.create', () => (ctx) => createProject(ctx, { name: 'Another' })],
  ['project.update', (s) => (ctx) => updateProject(ctx, s.project.slug, { name: 'Renamed', description: '' })],
  ['project.remove', (s) => (ctx) => removeProject(ctx, s.project.slug)],
  [
    'project.add_member',
    (s) => (ctx) => addMember(ctx, s.project.slug, { email: s.colleague.actor.email, role: 'member' }),
  ],
  [
    'project.change_member',
    (s) => (ctx) => changeMember(ctx, s.project.slug, { personId: s.member.actor.personId, role: 'owner' }),
  ],
  ['project.remove_member', (s) => (ctx) => removeMember(ctx, s.project.slug, { personId: s.member.actor.personId })],
  ['connection.create', (s) => (ctx) => connectServer(ctx, s.project.slug, { serverId: s.spare.id, slug: 'new' })],
  ['connection.update', (s) => (ctx) => updateConnection(ctx, s.connection.id, { ...form, slug: s.connection.slug })],
  ['connection.pause', (s) => (ctx) => pauseConnection(ctx, s.connection.id)],
  ['connection.resume', (s) => (ctx) => resumeConnection(ctx, s.paused.id)],
  ['connection.remove', (s) => (ctx) => removeConnection(ctx, s.connection.id)],
  ['key.issue', (s) => (ctx) => issueKey(ctx, s.project.slug, { name: 'a key' })],
  ['key.allow', (s) => (ctx) => allowKey(ctx, s.waiting.id)],
  ['key.refuse', (s) => (ctx) => refuseKey(ctx, s.waiting.id)],
  ['key.revoke', (s) => (ctx) => revokeKey(ctx, s.key.id)],
  ['auth_link.create', (s) => (ctx) => createLink(ctx, { ...s.asking, email: 'noor@example.test' })],
  ['auth_link.replace', (s) => (ctx) => replaceLink(ctx, { linkId: s.link.id })],
  ['auth_link.open', (s) => () => openLink(stranger(), tokenOf(s.link.url))],
  ['auth_link.revoke', (s) => (ctx) => revokeLink(ctx, { linkId: s.link.id })],
  [
    'credential.store',
    (s) => (ctx) => giveCredential(ctx, { connectionId: s.connection.id, secret: { access_token: s.value } }),
  ],
  [
    'credential.verify',
    async ({ store, connection, admin, organizationId }) => {
      await store(connection, { personId: admin.actor.personId, proof: bySignIn }, 'unverified')
      return () => recheckUnverified(database(), { now: later(), organizationId })
    },
  ],
  ['credential.revoke', (s) => (ctx) => revokeCredential(ctx, { credentialId: s.credentialId })],
  [
    'credential.take_over',
    async (scene) => {
      const { ctx, cookie, credentialId } = await buildNewcomer(scene)
      return () => takeOverCredential(ctx, { credentialId }, [cookie])
    },
  ],
  [
    'credential.absolve',
    async ({ project, connection, credentialId }) => {
      for (const member of [await memberOf(project), await memberOf(project), await memberOf(project)]) {
        const of = { connectionId: connection.id, personId: member.actor.personId, state: 'rejected' } as const
        await buildCredentialRow(project, of)
      }
      // All of them are tried again by now but one, so that one change is made.
      await rejectCredential(database(), credentialId, 'It answered 401.')
      const where = { connectionId: connection.id, id: { not: credentialId } }
      const last = await database().credential.findFirstOrThrow({ where, orderBy: { id: 'desc' } })
      await database().credential.update({ where: { id: last.id }, data: { state: 'rejected', stateReason: 'x' } })
      return () => rejectCredential(database(), credentialId, 'It answered 401.')
    },
  ],
  ['credential.reject', (s) => () => rejectCredential(database(), s.credentialId, 'It answered 401.')],
]
