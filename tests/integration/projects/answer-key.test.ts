import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { allowKey, refuseKey } from '#lib/projects/answer-key.ts'
import { listKeys, listKeysForPerson } from '#lib/projects/list-keys.ts'
import { revokeKey } from '#lib/projects/revoke-key.ts'
import { verifyKey } from '#lib/projects/verify-key.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { auditedActions, buildKey, linkHolderOf, memberOf } from '#tests/support/factories/keys.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

async function waitingKey() {
  const { project, owner } = await buildProject()
  const member = await memberOf(project)
  const made = await buildKey(project, {
    personId: member.actor.personId,
    createdById: owner.actor.personId,
    allowedAt: null,
  })
  return { project, owner, member, keyId: made.key.id, text: made.text }
}

async function noticesDuring(work: () => Promise<unknown>, keyId: string): Promise<number> {
  const heard = hearNotices()
  await work()
  return heard.filter((notice) => notice.kind === 'key.changed' && notice.keyId === keyId).length
}

describe('allowKey', () => {
  test('lets the key work, tells the gateway, and does it once', async () => {
    const { member, keyId, text } = await waitingKey()
    const heard = await noticesDuring(async () => {
      expect(await allowKey(member, keyId)).toMatchObject({ state: 'active' })
      expect(await allowKey(member, keyId)).toMatchObject({ state: 'active' })
    }, keyId)
    expect(heard).toBe(1)
    expect((await verifyKey(database(), text)).ok).toBe(true)
    expect(await auditedActions(keyId)).toEqual(['key.allow'])
  })

  test('is nobody else’s to say: not the owner’s, not an admin’s (a key must not act for someone who does not know)', async () => {
    const { project, owner, keyId, text } = await waitingKey()
    const admin = await signedIn({ organizationId: project.organizationId, role: 'admin' })
    for (const ctx of [owner, admin, await signedIn()])
      await expect(allowKey(ctx, keyId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(allowKey(stranger(), keyId)).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await verifyKey(database(), text)).toEqual({ ok: false, reason: 'not_allowed_yet' })
  })

  test('works for a link holder, only inside the link’s project', async () => {
    const { project } = await buildProject()
    const holder = await linkHolderOf(project)
    const { personId, organizationId } = holder.actor
    const other = await buildProject({ owner: await signedIn({ organizationId }) })
    const here = await buildKey(project, { personId, allowedAt: null })
    const there = await buildKey(other.project, { personId, allowedAt: null })
    expect(await allowKey(holder, here.key.id)).toMatchObject({ state: 'active' })
    await expect(allowKey(holder, there.key.id)).rejects.toMatchObject({ code: 'not_found' })
    expect((await listKeysForPerson(holder)).map((key) => key.id)).toEqual([here.key.id])
  })

  test('cannot follow a no, nor a revocation', async () => {
    const refused = await waitingKey()
    await refuseKey(refused.member, refused.keyId)
    await expect(allowKey(refused.member, refused.keyId)).rejects.toMatchObject({ code: 'conflict' })
    const revoked = await waitingKey()
    await revokeKey(revoked.owner, revoked.keyId)
    await expect(allowKey(revoked.member, revoked.keyId)).rejects.toMatchObject({ code: 'precondition_failed' })
  })
})

describe('refuseKey', () => {
  test('ends the key before it ever works', async () => {
    const { member, keyId, text } = await waitingKey()
    expect(await refuseKey(member, keyId)).toMatchObject({ state: 'refused' })
    expect(await verifyKey(database(), text)).toEqual({ ok: false, reason: 'unknown' })
    expect(await auditedActions(keyId)).toEqual(['key.refuse'])
  })

  test('does not take back a yes: that is revoking', async () => {
    const { member, keyId } = await waitingKey()
    await allowKey(member, keyId)
    await expect(refuseKey(member, keyId)).rejects.toMatchObject({ code: 'conflict' })
  })

  test('and a yes at the same moment leave exactly one answer', async () => {
    const { member, keyId } = await waitingKey()
    const answers = await Promise.allSettled([allowKey(member, keyId), refuseKey(member, keyId)])
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1)
    expect(await auditedActions(keyId)).toHaveLength(1)
  })
})

describe('revokeKey', () => {
  test.each(['owner', 'member', 'admin'] as const)('ends the key at once for its %s', async (who) => {
    const { project, owner, member, keyId, text } = await waitingKey()
    await allowKey(member, keyId)
    const admin = await signedIn({ organizationId: project.organizationId, role: 'admin' })
    const heard = await noticesDuring(() => revokeKey({ owner, member, admin }[who], keyId), keyId)
    expect(heard).toBe(1)
    expect(await verifyKey(database(), text)).toEqual({ ok: false, reason: 'unknown' })
    expect(await auditedActions(keyId)).toEqual(['key.allow', 'key.revoke'])
  })

  test('is recorded once when asked twice', async () => {
    const { owner, member, keyId } = await waitingKey()
    await Promise.all([revokeKey(owner, keyId), revokeKey(member, keyId)])
    expect(await auditedActions(keyId)).toEqual(['key.revoke'])
  })

  test('finds nothing for other members, strangers and other organisations', async () => {
    const { project, keyId } = await waitingKey()
    const holder = await linkHolderOf(project)
    for (const ctx of [await memberOf(project), holder, await signedIn({ role: 'admin' })])
      await expect(revokeKey(ctx, keyId)).rejects.toMatchObject({ code: 'not_found' })
    await expect(revokeKey(stranger(), keyId)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('listKeys', () => {
  test('shows owners all keys, members their own, nobody a revoked one', async () => {
    const { project, owner, member, keyId } = await waitingKey()
    const { key: own } = await buildKey(project, { personId: owner.actor.personId })
    await buildKey(project, { personId: owner.actor.personId, revokedAt: new Date() })
    expect((await listKeys(owner, project.slug)).map((key) => key.id)).toEqual([own.id, keyId])
    const mine = await listKeys(member, project.slug)
    expect(mine.map((key) => key.id)).toEqual([keyId])
    expect(mine[0]).toMatchObject({ state: 'pending', madeBy: { email: owner.actor.email } })
    await expect(listKeys(await signedIn(), project.slug)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('listKeysForPerson', () => {
  test('shows a person the keys that act for them, waiting ones first', async () => {
    const { project, member, keyId } = await waitingKey()
    const { personId } = member.actor
    const { key: own } = await buildKey(project, { personId })
    await buildKey(project, { personId, refusedAt: new Date() })
    expect((await listKeysForPerson(member)).map((key) => key.id)).toEqual([keyId, own.id])
  })
})
