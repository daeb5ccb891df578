import { describe, expect, test } from 'vitest'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { revokeCredential } from '#lib/credentials/revoke-credential.ts'
import { database } from '#lib/db/database.ts'
import { allowKey } from '#lib/projects/answer-key.ts'
import { revokeKey } from '#lib/projects/revoke-key.ts'
import { buildScene, giveAs, isSameProof, type Way, ways } from '#tests/support/credentials/proofs.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'

const at = gatewayForThisFile()

/**
 * Of two ways to act for one address, what the second may do with what the first gave and allowed. Who has signed in is
 * the last to come, since joining ends the openings, and a link that was made anew has ended its first opening.
 */
const pairs = ways
  .flatMap((giver) => ways.map((other) => [giver, other] as const))
  .filter(([giver, other]) => giver !== 'signed in' || other === 'signed in')
  .filter(([giver, other]) => giver !== 'the same link, anew' || other !== 'an opening')

/** What the first way gave, allowed and holds. Given before the second comes, as it happens. */
async function setUp(giver: Way, other: Way) {
  const scene = await buildScene(at.gateway.url)
  const first = await scene.come(giver)
  const token = await giveAs(first, scene.connection.id)
  const { id: credentialId } = await database().credential.findFirstOrThrow({
    where: { connectionId: scene.connection.id },
  })
  const key = await scene.makeKey()
  await allowKey(first, key.id)
  const second = giver === other ? first : await scene.come(other)
  return { scene, second, token, credentialId, key, isOne: isSameProof(giver, other) }
}

const rowOf = (id: string) => database().credential.findUnique({ where: { id } })

describe.each(pairs)('what came by %s, for %s', (giver, other) => {
  test('is shown as given to the same proof only', async () => {
    const { scene, second, credentialId, isOne } = await setUp(giver, other)
    const address = { project: scene.project.slug, connection: scene.connection.slug }
    const shown = await getConnectionToGive(second, address)
    expect(shown.credential?.id).toBe(isOne ? credentialId : undefined)
    const mayRemove = second.actor.kind === 'user'
    expect(shown.others.map(({ id }) => id)).toEqual(isOne ? [] : [mayRemove ? credentialId : null])
  })

  test('is used by keys that the same proof allowed only', async () => {
    const { scene, second, token, key, isOne } = await setUp(giver, other)
    const theirs = await scene.makeKey()
    await allowKey(second, theirs.id)
    expect(await scene.callWith(theirs.text)).toBe(isOne ? token : null)
    expect(await scene.callWith(key.text)).toBe(token)
  })

  test('is replaced by the same proof only', async () => {
    const { scene, second, token, credentialId, key, isOne } = await setUp(giver, other)
    const before = await rowOf(credentialId)
    const newer = await giveAs(second, scene.connection.id)
    expect((await rowOf(credentialId))?.version).toBe(isOne ? 2 : before?.version)
    expect(await scene.callWith(key.text)).toBe(isOne ? newer : token)
    expect(await database().credential.count({ where: { connectionId: scene.connection.id } })).toBe(isOne ? 1 : 2)
  })

  test('is removed by the same proof, or by whom the address is, signed in', async () => {
    const { scene, second, token, credentialId, key, isOne } = await setUp(giver, other)
    const mayRemove = isOne || other === 'signed in'
    const removing = revokeCredential(second, { credentialId })
    if (mayRemove) await removing
    else await expect(removing).rejects.toMatchObject({ code: 'not_found' })
    expect(await rowOf(credentialId)).toEqual(mayRemove ? null : expect.objectContaining({ id: credentialId }))
    expect(await scene.callWith(key.text)).toBe(mayRemove ? null : token)
  })

  test('keeps its consent: another opening can neither give nor end it, the person signed in can', async () => {
    const { scene, second, token, key, isOne } = await setUp(giver, other)
    const allowing = allowKey(second, key.id)
    if (isOne || other === 'signed in') await allowing
    else await expect(allowing).rejects.toThrow('allowed with another link for your address, or in another browser')
    // Signed in it rests on that: what the opening gave does not count any more.
    expect(await scene.callWith(key.text)).toBe(isOne || other !== 'signed in' ? token : null)
    if (isOne || other === 'signed in') return
    await expect(revokeKey(second, key.id)).rejects.toMatchObject({ code: 'not_found' })
    expect(await scene.callWith(key.text)).toBe(token)
  })
})

test('a key calls with what its own proof gave, although all ways to the address have given something', async () => {
  const scene = await buildScene(at.gateway.url)
  const tokens = new Map<Way, { key: string; token: string }>()
  for (const way of ways.filter((one) => one !== 'a continued opening')) {
    const giver = await scene.come(way)
    const token = await giveAs(giver, scene.connection.id)
    const { id, text } = await scene.makeKey()
    await allowKey(giver, id)
    tokens.set(way, { key: text, token })
  }
  for (const [way, { key, token }] of tokens) expect(await scene.callWith(key), way).toBe(token)
})

test('an opening lets nobody give any more once the address has joined', async () => {
  const scene = await buildScene(at.gateway.url)
  const opening = await scene.come('an opening')
  await scene.join()
  const values = { connectionId: scene.connection.id, secret: { access_token: 'x'.repeat(20) } }
  await expect(giveCredential(opening, values)).rejects.toMatchObject({ code: 'not_found' })
})
