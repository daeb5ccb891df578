import { describe, expect, test } from 'vitest'
import { findUserActor } from '#lib/auth/session-row.ts'
import { signIn } from '#lib/auth/sign-in.ts'
import { database } from '#lib/db/database.ts'
import { changePassword } from '#lib/people/change-password.ts'
import { findReset } from '#lib/people/find-link.ts'
import { findResetNotice } from '#lib/people/find-reset-notice.ts'
import { issueResetLink } from '#lib/people/issue-reset.ts'
import { resetPassword } from '#lib/people/reset-password.ts'
import { signOutEverywhere } from '#lib/people/sign-out-everywhere.ts'
import { verifyKey } from '#lib/projects/verify-key.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { buildAccount, goodPassword, tokenOf } from '#tests/support/factories/accounts.ts'
import { contextFor, signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { buildPerson, unique } from '#tests/support/factories/people.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

const another = 'another calm long sentence'
const freshAddress = () => `address-${unique()}`
const canSignIn = async (email: string, password: string) =>
  (await signIn(stranger(), { email, password }, freshAddress())) !== null
const stands = async (sessionId: string) => (await findUserActor(database(), sessionId)) !== null

function audited(organizationId: string, action: string) {
  return database().auditRecord.findMany({ where: { organizationId, action } })
}

describe('changePassword', () => {
  test('replaces the password, ends all sessions and opens one for this browser', async () => {
    const me = await buildAccount()
    const { sessionId } = await changePassword(
      me,
      { presentPassword: goodPassword, newPassword: another },
      freshAddress(),
    )
    expect([await stands(me.sessionId), await stands(sessionId)]).toEqual([false, true])
    expect(await canSignIn(me.actor.email, goodPassword)).toBe(false)
    expect(await canSignIn(me.actor.email, another)).toBe(true)
    expect(await audited(me.actor.organizationId, 'person.change_password')).toHaveLength(1)
  })

  test('needs the present password (a session left open is not enough)', async () => {
    const me = await buildAccount()
    const attempt = changePassword(me, { presentPassword: 'not the right one', newPassword: another }, freshAddress())
    await expect(attempt).rejects.toMatchObject({
      details: { fields: { presentPassword: 'This is not your present password.' } },
    })
    expect(await stands(me.sessionId)).toBe(true)
  })

  test('slows guesses of the present password', async () => {
    const me = await buildAccount()
    const waits: number[] = []
    const wait = async (ms: number) => void waits.push(ms)
    for (let i = 0; i < 5; i++) {
      const guess = { presentPassword: `guess number ${i}`, newPassword: another }
      await changePassword(me, guess, freshAddress(), wait).catch(() => {})
    }
    expect(waits).toEqual([500, 1000])
  })

  test('slows an address that guesses in several sessions', async () => {
    const address = freshAddress()
    const waits: number[] = []
    const wait = async (ms: number) => void waits.push(ms)
    for (let i = 0; i < 5; i++) {
      const guess = { presentPassword: `guess number ${i}`, newPassword: another }
      await changePassword(await buildAccount(), guess, address, wait).catch(() => {})
    }
    expect(waits).toEqual([500, 1000])
  })

  test('counts together with signing in, for the account and for the address', async () => {
    const me = await buildAccount()
    const address = freshAddress()
    const waits: number[] = []
    const wait = async (ms: number) => void waits.push(ms)
    for (let i = 0; i < 3; i++) await signIn(stranger(), { email: me.actor.email, password: 'wrong' }, address, wait)
    const guess = { presentPassword: 'a guess', newPassword: another }
    await changePassword(me, guess, freshAddress(), wait).catch(() => {})
    await changePassword(await buildAccount(), guess, address, wait).catch(() => {})
    expect(waits).toEqual([500, 500])
  })

  test('turns an address away that has ten guesses under way', async () => {
    const me = await buildAccount()
    const address = freshAddress()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const guess = { presentPassword: 'a guess', newPassword: another }
    for (let i = 0; i < 3; i++) await changePassword(me, guess, address, async () => {}).catch(() => {})
    const waiting = Array.from({ length: 10 }, () => changePassword(me, guess, address, () => released).catch(() => {}))
    await expect(changePassword(me, guess, address)).rejects.toMatchObject({ code: 'limit_exceeded' })
    release()
    await Promise.all(waiting)
  })

  test('refuses a new one that is too short', async () => {
    const me = await buildAccount()
    await expect(
      changePassword(me, { presentPassword: goodPassword, newPassword: 'short' }, freshAddress()),
    ).rejects.toThrow('at least 12')
  })

  test('is not for strangers', async () => {
    const input = { presentPassword: goodPassword, newPassword: another }
    await expect(changePassword(stranger(), input, freshAddress())).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('signOutEverywhere', () => {
  test('ends every session of the person and of nobody else', async () => {
    const me = await buildAccount()
    const other = await buildAccount({ organizationId: me.actor.organizationId })
    await signOutEverywhere(me)
    expect([await stands(me.sessionId), await stands(other.sessionId)]).toEqual([false, true])
    expect(await audited(me.actor.organizationId, 'person.sign_out_everywhere')).toMatchObject([
      { details: { sessions: 1 } },
    ])
  })

  test('is not for strangers', async () => {
    await expect(signOutEverywhere(stranger())).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('issueResetLink', () => {
  test('gives an admin a link that works for a day; the present password works on', async () => {
    const me = await buildAccount()
    const admin = await signedIn({ role: 'admin', organizationId: me.actor.organizationId })
    const { url, expiresAt } = await issueResetLink(admin, me.actor.email)
    expect(url).toMatch(/\/reset\/[\w-]{43}$/)
    expect(Math.round((expiresAt.getTime() - Date.now()) / 3_600_000)).toBe(24)
    expect(await findReset(stranger(), tokenOf(url))).toMatchObject({ email: me.actor.email })
    expect(await canSignIn(me.actor.email, goodPassword)).toBe(true)
    expect(await audited(me.actor.organizationId, 'person.issue_reset')).toMatchObject([
      { actorId: admin.actor.personId, targetLabel: me.actor.email },
    ])
  })

  test('is there for commands on the host', async () => {
    const { actor } = await buildAccount({ role: 'admin' })
    const host = contextFor({ kind: 'system', organizationId: actor.organizationId })
    const { url } = await issueResetLink(host, ` ${actor.email.toUpperCase()} `)
    expect(await findReset(stranger(), tokenOf(url))).toMatchObject({ email: actor.email })
  })

  test('replaces an earlier one', async () => {
    const me = await buildAccount({ role: 'admin' })
    const first = tokenOf((await issueResetLink(me, me.actor.email)).url)
    const second = tokenOf((await issueResetLink(me, me.actor.email)).url)
    expect(await findReset(stranger(), first)).toBeNull()
    expect(await findReset(stranger(), second)).toMatchObject({ email: me.actor.email })
  })

  test('knows neither link holders nor members of another organisation', async () => {
    const admin = await signedIn({ role: 'admin' })
    const holder = await buildPerson({ organizationId: admin.actor.organizationId, role: null })
    const foreign = await buildPerson()
    for (const email of [holder.email, foreign.email, `nobody-${unique()}@example.test`]) {
      await expect(issueResetLink(admin, email)).rejects.toMatchObject({ code: 'not_found' })
    }
  })

  test('is for admins', async () => {
    const me = await buildAccount()
    await expect(issueResetLink(me, me.actor.email)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(issueResetLink(stranger(), me.actor.email)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('resetPassword', () => {
  async function buildReset() {
    const me = await buildAccount()
    const admin = await signedIn({ role: 'admin', organizationId: me.actor.organizationId })
    return { me, admin, token: tokenOf((await issueResetLink(admin, me.actor.email)).url) }
  }

  test('sets a new password, ends all sessions and opens one', async () => {
    const { me, token } = await buildReset()
    const { sessionId } = await resetPassword(stranger(), { token, password: another })
    expect(await findUserActor(database(), sessionId)).toMatchObject({ personId: me.actor.personId })
    expect(await stands(me.sessionId)).toBe(false)
    expect(await canSignIn(me.actor.email, goodPassword)).toBe(false)
    expect(await canSignIn(me.actor.email, another)).toBe(true)
    expect(await audited(me.actor.organizationId, 'person.reset_password')).toMatchObject([
      { actorId: me.actor.personId },
    ])
  })

  test('makes keys that others made wait for consent again (whoever made the link may have used it)', async () => {
    const { me, admin, token } = await buildReset()
    const { personId } = me.actor
    const { project } = await buildProject({ owner: me })
    const own = await buildKey(project, { personId })
    const byOther = await buildKey(project, { personId, createdById: admin.actor.personId })
    const byLink = await buildKey(project, { personId, createdById: admin.actor.personId, proof: 'an opening' })
    const heard = hearNotices()
    const { sessionId } = await resetPassword(stranger(), { token, password: another })
    expect(await verifyKey(database(), own.text)).toMatchObject({ ok: true })
    expect(await verifyKey(database(), byOther.text)).toEqual({ ok: false, reason: 'not_allowed_yet' })
    expect(await database().agentKey.findUnique({ where: { id: byLink.key.id } })).toMatchObject({
      proof: 'an opening',
    })
    expect(heard).toEqual([{ kind: 'key.changed', keyId: byOther.key.id }])

    const actor = await findUserActor(database(), sessionId)
    const notice = actor && (await findResetNotice(contextFor(actor), undefined))
    expect(notice).toMatchObject({ linkMadeBy: admin.actor.email, keysWaiting: 1 })
    expect(actor && (await findResetNotice(contextFor(actor), notice?.id))).toBeNull()
    expect(await findResetNotice(admin, undefined)).toBeNull()
  })

  test('works once, although it is sent twice at the same moment', async () => {
    const { token } = await buildReset()
    const both = await Promise.allSettled([
      resetPassword(stranger(), { token, password: another }),
      resetPassword(stranger(), { token, password: another }),
    ])
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
  })

  test('refuses unknown, used and expired tokens alike', async () => {
    const used = await buildReset()
    await resetPassword(stranger(), { token: used.token, password: another })
    const expired = await buildReset()
    const where = { personId: expired.me.actor.personId }
    await database().oneTimeLink.updateMany({ where, data: { expiresAt: new Date(0) } })
    for (const token of ['z'.repeat(43), 'short', used.token, expired.token]) {
      await expect(resetPassword(stranger(), { token, password: another })).rejects.toMatchObject({
        code: 'not_found',
        message: 'There is no such link, or you have no access to it.',
      })
    }
  })

  test('keeps the link open after a password that is too short', async () => {
    const { token } = await buildReset()
    await expect(resetPassword(stranger(), { token, password: 'short' })).rejects.toThrow('at least 12')
    expect(await findReset(stranger(), token)).not.toBeNull()
  })
})
