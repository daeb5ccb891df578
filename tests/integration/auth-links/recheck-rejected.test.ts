import { describe, expect, test } from 'vitest'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { recheckUnverified } from '#lib/auth-links/giving/recheck-unverified.ts'
import { tryAgain } from '#lib/auth-links/giving/try-again.ts'
import { rejectCredential } from '#lib/credentials/reject-credential.ts'
import { database } from '#lib/db/database.ts'
import { buildOpenedLink } from '#tests/support/credentials/links.ts'
import { startTokenServer } from '#tests/support/credentials/token-server.ts'
import { auditedActions } from '#tests/support/factories/keys.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const hourMs = 60 * 60 * 1000
const inHours = (hours: number) => new Date(Date.now() + hours * hourMs + 1000)

/** Values that worked and were refused since; `isWell` says whether the server takes them by now. */
async function buildRejected() {
  const token = newSecret()
  let status: number | undefined
  const server = await startTokenServer([token], { status: () => status })
  const { holder, connection, project } = await buildOpenedLink({ url: server.url })
  await giveCredential(holder, { connectionId: connection.id, secret: { access_token: token } })
  const find = () => database().credential.findFirstOrThrow({ where: { connectionId: connection.id } })
  const { id } = await find()
  await rejectCredential(database(), id, 'The server answered 401.')
  const { organizationId } = project
  const recheck = (now: Date) => recheckUnverified(database(), { now, organizationId })
  return { server, holder, id, find, recheck, refuseAll: () => (status = 401) }
}

describe('rejected values', () => {
  test('are looked at again after an hour, and are verified where the server takes them', async () => {
    const { id, find, recheck } = await buildRejected()
    expect(await recheck(new Date())).toEqual({ verified: 0, rejected: 0, waiting: 0 })
    expect(await recheck(inHours(1))).toEqual({ verified: 1, rejected: 0, waiting: 0 })
    expect(await find()).toMatchObject({ state: 'verified', stateReason: null })
    expect(await auditedActions(id)).toEqual(['credential.store', 'credential.reject', 'credential.verify'])
  })

  test('stay as they are, since when they are, where the server refuses them still; nothing is recorded twice', async () => {
    const { id, find, recheck, refuseAll } = await buildRejected()
    refuseAll()
    const before = await find()
    expect(await recheck(inHours(1))).toEqual({ verified: 0, rejected: 0, waiting: 1 })
    expect(await find()).toEqual(before)
    expect(await auditedActions(id)).toEqual(['credential.store', 'credential.reject'])
  })

  test('are tried once in an hour, by whichever replica is first', async () => {
    const { server, recheck, refuseAll } = await buildRejected()
    refuseAll()
    const before = server.seen.length
    await Promise.all([recheck(inHours(1)), recheck(inHours(1)), recheck(inHours(1))])
    await recheck(inHours(1))
    expect(server.seen.length - before).toBe(1)
  })
})

describe('whoever gave values that are rejected', () => {
  test('has them tried again by asking, without typing them', async () => {
    const { holder, id, find } = await buildRejected()
    await tryAgain(holder, { credentialId: id })
    expect(await find()).toMatchObject({ state: 'verified' })
  })

  test('is told where the server still refuses, and has to wait before it is tried once more', async () => {
    const { holder, id, find, refuseAll } = await buildRejected()
    refuseAll()
    await expect(tryAgain(holder, { credentialId: id })).rejects.toThrow('does not take what is stored')
    await expect(tryAgain(holder, { credentialId: id })).rejects.toThrow('a moment ago')
    expect(await find()).toMatchObject({ state: 'rejected' })
  })

  test('is the only one who can: to somebody else there is nothing there', async () => {
    const [own, other] = [await buildRejected(), await buildRejected()]
    await expect(tryAgain(other.holder, { credentialId: own.id })).rejects.toThrow()
    expect(await own.find()).toMatchObject({ state: 'rejected' })
  })
})
