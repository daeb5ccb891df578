import { describe, expect, test } from 'vitest'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { recheckUnverified } from '#lib/auth-links/giving/recheck-unverified.ts'
import { database } from '#lib/db/database.ts'
import { buildOpenedLink } from '#tests/support/credentials/links.ts'
import { startTokenServer } from '#tests/support/credentials/token-server.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { auditedActions } from '#tests/support/factories/keys.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const later = () => new Date(Date.now() + 6 * 60 * 1000)

/** Values that were stored while their server was down. */
async function buildUnverified(isAccepted: boolean) {
  const token = newSecret()
  let isDown = true
  const server = await startTokenServer(isAccepted ? [token] : [], { status: () => (isDown ? 503 : undefined) })
  const { url } = server
  const { holder, connection, project } = await buildOpenedLink({ url })
  const values = { connectionId: connection.id, secret: { access_token: token }, storeUnverified: true }
  expect(await giveCredential(holder, values)).toMatchObject({ ok: true, state: 'unverified' })
  const { organizationId } = project
  const recheck = (now = later()) => recheckUnverified(database(), { now, organizationId })
  const find = () => database().credential.findFirstOrThrow({ where: { connectionId: connection.id } })
  return { server, holder, values, find, recheck, comeUp: () => (isDown = false) }
}

describe('recheckUnverified', () => {
  test('verifies what the server takes once it is back', async () => {
    const { recheck, find, comeUp } = await buildUnverified(true)
    comeUp()
    const heard = hearNotices()
    expect(await recheck()).toEqual({ verified: 1, rejected: 0, waiting: 0 })
    const row = await find()
    const { connectionId, id: credentialId } = row
    expect(heard).toContainEqual({ kind: 'credential.changed', connectionId, credentialId })
    expect(row).toMatchObject({ state: 'verified', toolCount: 2, verifiedAt: expect.any(Date) })
    expect(await auditedActions(row.id)).toEqual(['credential.store', 'credential.verify'])
  })

  test('rejects what the server refuses once it is back', async () => {
    const { recheck, find, comeUp } = await buildUnverified(false)
    comeUp()
    expect(await recheck()).toEqual({ verified: 0, rejected: 1, waiting: 0 })
    expect(await find()).toMatchObject({ state: 'rejected', stateReason: expect.any(String) })
  })

  test('goes on waiting while the server is down, and rests between two tries', async () => {
    const { recheck, find } = await buildUnverified(true)
    expect(await recheck(new Date())).toEqual({ verified: 0, rejected: 0, waiting: 0 })
    expect(await recheck()).toEqual({ verified: 0, rejected: 0, waiting: 1 })
    expect(await find()).toMatchObject({ state: 'unverified' })
  })

  test('tries each value once when several replicas try at the same moment', async () => {
    const { server, recheck, find } = await buildUnverified(true)
    // Long ago: what has just been tried has not rested yet for whoever comes a little later.
    await database().credential.update({ where: { id: (await find()).id }, data: { updatedAt: new Date(0) } })
    const before = server.seen.length
    const now = new Date()
    const outcomes = await Promise.all([recheck(now), recheck(now), recheck(now)])
    expect(outcomes.reduce((sum, { waiting }) => sum + waiting, 0)).toBe(1)
    expect(server.seen.length - before).toBe(1)
  })

  test('passes over what does not open or fits the headers no more', async () => {
    const { recheck, find, comeUp } = await buildUnverified(true)
    comeUp()
    const { id } = await find()
    await database().credential.update({ where: { id }, data: { envelope: new Uint8Array(64) } })
    expect(await recheck()).toEqual({ verified: 0, rejected: 0, waiting: 1 })
    expect(await find()).toMatchObject({ state: 'unverified' })
  })
})
