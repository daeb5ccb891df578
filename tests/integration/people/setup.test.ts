import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { findUserActor } from '#lib/auth/session-row.ts'
import { completeSetup } from '#lib/people/complete-setup.ts'
import { isSetupOpen, needsSetup } from '#lib/people/find-link.ts'
import { issueSetupLink } from '#lib/people/issue-setup-link.ts'
import { openEmptyDatabase } from '#tests/support/database/empty-database.ts'
import { tokenOf } from '#tests/support/factories/accounts.ts'

const { db, close } = await openEmptyDatabase()
const ctx = { actor: { kind: 'stranger' as const }, db, requestId: 'setup' }
const answers = { organization: 'Acme', name: 'Mia', email: 'Mia@Example.test', password: 'a calm long sentence' }

async function issueToken(): Promise<string> {
  return tokenOf((await issueSetupLink(db)) ?? '')
}

// A database of its own, which only this file uses: here rows may be wiped.
beforeEach(async () => {
  await db.organization.deleteMany()
  await db.oneTimeLink.deleteMany()
})
afterAll(close)

describe('issueSetupLink', () => {
  test('gives a path that is open until it is used, however often it is looked at', async () => {
    const path = await issueSetupLink(db)
    expect(path).toMatch(/^\/setup\/[\w-]{43}$/)
    const token = tokenOf(path ?? '')
    expect(await isSetupOpen(ctx, token)).toBe(true)
    expect(await isSetupOpen(ctx, token)).toBe(true)
  })

  test('replaces the one before', async () => {
    const first = await issueToken()
    const second = await issueToken()
    expect([await isSetupOpen(ctx, first), await isSetupOpen(ctx, second)]).toEqual([false, true])
  })

  test('gives none once there is an organisation', async () => {
    expect(await needsSetup(ctx)).toBe(true)
    await completeSetup(ctx, { ...answers, token: await issueToken() })
    expect(await issueSetupLink(db)).toBeNull()
    expect(await needsSetup(ctx)).toBe(false)
  })

  test('stores no token', async () => {
    const token = await issueToken()
    const rows = await db.oneTimeLink.findMany()
    expect(rows.map((row) => Buffer.from(row.tokenHash).toString())).not.toContain(token)
    expect(JSON.stringify(rows)).not.toContain(token)
  })
})

describe('completeSetup', () => {
  test('makes the organisation and its admin, signed in and on record', async () => {
    const { sessionId } = await completeSetup(ctx, { ...answers, token: await issueToken() })
    const actor = await findUserActor(db, sessionId)
    expect(actor).toMatchObject({ role: 'admin', email: 'mia@example.test', name: 'Mia' })
    expect(await db.organization.findMany({ select: { name: true } })).toEqual([{ name: 'Acme' }])
    expect(await db.auditRecord.findMany({ select: { action: true, actorId: true, targetLabel: true } })).toEqual([
      { action: 'organisation.create', actorId: actor?.personId, targetLabel: 'Acme' },
    ])
  })

  test('happens once, although it is sent twice at the same moment', async () => {
    const token = await issueToken()
    const both = await Promise.allSettled([
      completeSetup(ctx, { ...answers, token }),
      completeSetup(ctx, { ...answers, token }),
    ])
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db.organization.count()).toBe(1)
  })

  test('makes one organisation of two links that two replicas have made at the same moment', async () => {
    const first = await issueToken()
    await db.oneTimeLink.updateMany({ data: { usedAt: new Date() } })
    const second = await issueToken()
    await db.oneTimeLink.updateMany({ data: { usedAt: null } })
    const both = await Promise.allSettled([first, second].map((token) => completeSetup(ctx, { ...answers, token })))
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await db.organization.count()).toBe(1)
  })

  test('refuses unknown, used, expired and malformed tokens alike', async () => {
    const expired = await issueToken()
    await db.oneTimeLink.updateMany({ data: { expiresAt: new Date(0) } })
    const failures = []
    for (const token of [expired, 'x'.repeat(43), 'short', '']) {
      failures.push(await completeSetup(ctx, { ...answers, token }).catch((error: Error) => error.message))
    }
    const used = await issueToken()
    await completeSetup(ctx, { ...answers, token: used })
    failures.push(await completeSetup(ctx, { ...answers, token: used }).catch((error: Error) => error.message))
    expect(new Set(failures)).toEqual(new Set(['There is no such link, or you have no access to it.']))
  })

  test('keeps the link open after wrong answers', async () => {
    const token = await issueToken()
    await expect(completeSetup(ctx, { ...answers, token, password: 'too short' })).rejects.toThrow('at least 12')
    await expect(completeSetup(ctx, { ...answers, token, email: 'mia' })).rejects.toThrow('e-mail')
    expect(await isSetupOpen(ctx, token)).toBe(true)
  })
})
