import { describe, expect, test } from 'vitest'
import { findUserActor } from '#lib/auth/session-row.ts'
import type { Context, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { acceptInvitation } from '#lib/people/accept-invitation.ts'
import { changeRole } from '#lib/people/change-role.ts'
import { findInvitation } from '#lib/people/find-link.ts'
import { invitePerson } from '#lib/people/invite-person.ts'
import { listInvitations } from '#lib/people/list-invitations.ts'
import { revokeInvitation } from '#lib/people/revoke-invitation.ts'
import { goodPassword, tokenOf } from '#tests/support/factories/accounts.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildPerson, unique } from '#tests/support/factories/people.ts'

const answers = { name: 'Noor', password: goodPassword }
const freshEmail = () => `invited-${unique()}@example.test`

async function invite(
  admin: Context<UserActor>,
  email = freshEmail(),
  role: 'admin' | 'auditor' | 'member' = 'member',
) {
  return { email, token: tokenOf((await invitePerson(admin, { email, role })).url) }
}

function audited(organizationId: string, action: string) {
  return database().auditRecord.findMany({ where: { organizationId, action } })
}

describe('invitePerson', () => {
  test('gives an admin a link that works for seven days', async () => {
    const admin = await signedIn({ role: 'admin' })
    const email = freshEmail()
    const { url, expiresAt } = await invitePerson(admin, { email, role: 'auditor' })
    expect(url).toMatch(/\/invitation\/[\w-]{43}$/)
    expect(Math.round((expiresAt.getTime() - Date.now()) / 3_600_000)).toBe(7 * 24)
    expect(await findInvitation(stranger(), tokenOf(url))).toMatchObject({ email, role: 'auditor' })
    expect(await audited(admin.actor.organizationId, 'person.invite')).toMatchObject([
      { actorId: admin.actor.personId, targetLabel: email, details: { role: 'auditor' } },
    ])
  })

  test('replaces the link of an address that is invited again', async () => {
    const admin = await signedIn({ role: 'admin' })
    const first = await invite(admin)
    const second = await invite(admin, first.email, 'admin')
    expect(await findInvitation(stranger(), first.token)).toBeNull()
    expect(await findInvitation(stranger(), second.token)).toMatchObject({ role: 'admin' })
    expect(await listInvitations(admin)).toHaveLength(1)
  })

  test('leaves one link of two invitations at the same moment', async () => {
    const admin = await signedIn({ role: 'admin' })
    const email = freshEmail()
    const both = await Promise.all([invite(admin, email), invite(admin, email)])
    const open = await Promise.all(both.map(({ token }) => findInvitation(stranger(), token)))
    expect(open.filter(Boolean)).toHaveLength(1)
  })

  test('refuses an address that is a member already, in any spelling', async () => {
    const admin = await signedIn({ role: 'admin' })
    const email = admin.actor.email.toUpperCase()
    await expect(invitePerson(admin, { email, role: 'member' })).rejects.toMatchObject({
      code: 'invalid',
      details: { fields: { email: 'This address is a member already.' } },
    })
  })

  test.each(['member', 'auditor'] as const)('is not for a %s', async (role) => {
    await expect(invitePerson(await signedIn({ role }), { email: freshEmail(), role: 'admin' })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('is not for strangers', async () => {
    await expect(invitePerson(stranger(), { email: freshEmail(), role: 'admin' })).rejects.toMatchObject({
      code: 'unauthenticated',
    })
  })

  test('refuses a role that does not exist', async () => {
    const admin = await signedIn({ role: 'admin' })
    const role = 'owner' as 'admin'
    await expect(invitePerson(admin, { email: freshEmail(), role })).rejects.toThrow('Choose a role.')
  })
})

describe('acceptInvitation', () => {
  test('makes a member who is signed in and on record', async () => {
    const admin = await signedIn({ role: 'admin' })
    const { token, email } = await invite(admin, freshEmail(), 'auditor')
    const { sessionId } = await acceptInvitation(stranger(), { token, ...answers })
    const actor = await findUserActor(database(), sessionId)
    const { organizationId } = admin.actor
    expect(actor).toMatchObject({ organizationId, email, name: 'Noor', role: 'auditor' })
    expect(await audited(organizationId, 'person.join')).toMatchObject([
      { actorId: actor?.personId, actorLabel: email },
    ])
    expect(await listInvitations(admin)).toEqual([])
  })

  test('keeps the person who came by an auth link before', async () => {
    const admin = await signedIn({ role: 'admin' })
    const holder = await buildPerson({ organizationId: admin.actor.organizationId, role: null })
    const { token } = await invite(admin, holder.email)
    const { sessionId } = await acceptInvitation(stranger(), { token, ...answers })
    expect(await findUserActor(database(), sessionId)).toMatchObject({ personId: holder.id, role: 'member' })
  })

  test('works once, although it is sent twice at the same moment', async () => {
    const admin = await signedIn({ role: 'admin' })
    const { token } = await invite(admin)
    const both = await Promise.allSettled([
      acceptInvitation(stranger(), { token, ...answers }),
      acceptInvitation(stranger(), { token, ...answers }),
    ])
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await audited(admin.actor.organizationId, 'person.join')).toHaveLength(1)
  })

  test('refuses unknown, expired, used, revoked and replaced tokens alike', async () => {
    const admin = await signedIn({ role: 'admin' })
    const [expired, used, revoked, replaced] = [
      await invite(admin),
      await invite(admin),
      await invite(admin),
      await invite(admin),
    ]
    const { organizationId } = admin.actor
    const where = { organizationId, email: expired.email }
    await database().oneTimeLink.updateMany({ where, data: { expiresAt: new Date(0) } })
    await acceptInvitation(stranger(), { token: used.token, ...answers })
    const open = await listInvitations(admin)
    await revokeInvitation(admin, { invitationId: open.find((row) => row.email === revoked.email)?.id ?? '' })
    await invite(admin, replaced.email)
    for (const token of ['y'.repeat(43), expired.token, used.token, revoked.token, replaced.token]) {
      expect(await findInvitation(stranger(), token)).toBeNull()
      await expect(acceptInvitation(stranger(), { token, ...answers })).rejects.toMatchObject({
        code: 'not_found',
        message: 'There is no such link, or you have no access to it.',
      })
    }
  })

  test('keeps the link open after a password that is too short', async () => {
    const admin = await signedIn({ role: 'admin' })
    const { token } = await invite(admin)
    await expect(acceptInvitation(stranger(), { token, name: 'Noor', password: 'short' })).rejects.toThrow(
      'at least 12',
    )
    expect(await findInvitation(stranger(), token)).not.toBeNull()
  })

  test('does not open links of another purpose', async () => {
    const admin = await signedIn({ role: 'admin' })
    const { token } = await invite(admin)
    await database().oneTimeLink.updateMany({
      where: { organizationId: admin.actor.organizationId },
      data: { purpose: 'password_reset', personId: admin.actor.personId },
    })
    await expect(acceptInvitation(stranger(), { token, ...answers })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('does not open what an admin made who has lost the role since (the admin knows the token)', async () => {
    const admin = await signedIn({ role: 'admin' })
    const other = await signedIn({ role: 'admin', organizationId: admin.actor.organizationId })
    const { token } = await invite(other, freshEmail(), 'admin')
    await changeRole(admin, { personId: other.actor.personId, role: 'member' })
    expect(await findInvitation(stranger(), token)).toBeNull()
  })
})

describe('revokeInvitation', () => {
  test('ends an invitation, and says so in list and audit', async () => {
    const admin = await signedIn({ role: 'admin' })
    const { token, email } = await invite(admin)
    const [row] = await listInvitations(admin)
    await revokeInvitation(admin, { invitationId: row?.id ?? '' })
    await revokeInvitation(admin, { invitationId: row?.id ?? '' })
    expect(await findInvitation(stranger(), token)).toBeNull()
    expect(await listInvitations(admin)).toMatchObject([{ email, state: 'revoked' }])
    expect(await audited(admin.actor.organizationId, 'invitation.revoke')).toHaveLength(1)
  })

  test('finds none of another organisation', async () => {
    const admin = await signedIn({ role: 'admin' })
    const { token } = await invite(admin)
    const [row] = await listInvitations(admin)
    const foreign = await signedIn({ role: 'admin' })
    await expect(revokeInvitation(foreign, { invitationId: row?.id ?? '' })).rejects.toMatchObject({
      code: 'not_found',
    })
    expect(await findInvitation(stranger(), token)).not.toBeNull()
  })

  test('is for admins', async () => {
    const invitationId = crypto.randomUUID()
    await expect(revokeInvitation(await signedIn(), { invitationId })).rejects.toMatchObject({ code: 'forbidden' })
    await expect(listInvitations(await signedIn({ role: 'auditor' }))).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('listInvitations', () => {
  test('tells open from expired ones, and who invited', async () => {
    const admin = await signedIn({ role: 'admin' })
    const { organizationId, name } = admin.actor
    const expired = await invite(admin)
    const where = { organizationId, email: expired.email }
    await database().oneTimeLink.updateMany({ where, data: { expiresAt: new Date(0) } })
    const open = await invite(admin)
    expect(await listInvitations(admin)).toMatchObject([
      { email: open.email, state: 'open', invitedBy: name },
      { email: expired.email, state: 'expired' },
    ])
  })
})
