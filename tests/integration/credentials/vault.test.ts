import { afterEach, describe, expect, test } from 'vitest'
import { newestDataKey, wrapDataKey } from '#lib/credentials/data-keys.ts'
import { openCredential } from '#lib/credentials/open-credential.ts'
import { bySignIn } from '#lib/credentials/proof.ts'
import { canOpenVault, rotateMasterKey } from '#lib/credentials/rotate-key.ts'
import type { Secret } from '#lib/credentials/secret.ts'
import { storeCredential } from '#lib/credentials/store-credential.ts'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { seal } from '#lib/crypto/seal.ts'
import { database } from '#lib/db/database.ts'
import { env, provideEnv } from '#lib/env.ts'
import { buildPerson } from '#tests/support/factories/people.ts'
import { buildConnection } from '#tests/support/factories/projects.ts'
import { giveToken } from '#tests/support/gateway/agents.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const original = env()
afterEach(() => provideEnv({ databaseUrl: original.databaseUrl, masterKey: original.masterKey }, original))

async function buildCredential(token = newSecret()) {
  const connection = await buildConnection()
  const { organizationId, id: connectionId } = connection
  const person = await buildPerson({ organizationId })
  const holder = { mode: 'per_person' as const, personId: person.id, proof: bySignIn }
  const id = await storeCredential(database(), {
    organizationId,
    connectionId,
    holder,
    givenById: person.id,
    secret: secretOf(token),
    state: 'verified',
    toolCount: 14,
  })
  const { envelope } = await database().credential.findUniqueOrThrow({ where: { id }, select: { envelope: true } })
  return { id, token, person, envelope, place: { organizationId, connectionId, holder } }
}

const secretOf = (token: string): Secret => ({ kind: 'values', values: { access_token: token } })

/** An envelope under an organisation's data key, bound to a row and a purpose of the test's choice. */
async function sealFor({ organizationId }: { organizationId: string }, id: string, purpose: string) {
  const key = await newestDataKey(database(), organizationId)
  return seal(key, Buffer.from('{}'), `${organizationId}/${id}${purpose}`)
}

describe('the vault', () => {
  test('gives back the values to the place they were stored for', async () => {
    const { place, token } = await buildCredential()
    expect((await openCredential(database(), place))?.secret).toEqual(secretOf(token))
  })

  test('keeps no plaintext in the row', async () => {
    const { id, token } = await buildCredential()
    const row = await database().credential.findUniqueOrThrow({ where: { id } })
    expect(Buffer.from(row.envelope).includes(token)).toBe(false)
    expect(JSON.stringify({ ...row, envelope: null })).not.toContain(token)
  })

  test('has nothing for someone else, nor for another proof of the same person, nor for the shared set', async () => {
    const { place } = await buildCredential()
    const other = await buildPerson({ organizationId: place.organizationId })
    const holders = [
      { mode: 'per_person', personId: other.id, proof: bySignIn },
      { mode: 'per_person', personId: place.holder.personId, proof: crypto.randomUUID() },
      { mode: 'shared', personId: other.id, proof: bySignIn },
    ] as const
    for (const holder of holders) expect(await openCredential(database(), { ...place, holder })).toBeNull()
  })

  test('has nothing for another organisation that names the same row', async () => {
    const { place } = await buildCredential()
    const stranger = await buildPerson()
    expect(await openCredential(database(), { ...place, organizationId: stranger.organizationId })).toBeNull()
  })

  test('does not open an envelope that was copied to another row of its organisation (one data key opens both)', async () => {
    const { place, envelope } = await buildCredential()
    const { organizationId, connectionId } = place
    const { id: personId } = await buildPerson({ organizationId })
    const id = await giveToken({ id: connectionId, organizationId }, personId, newSecret())
    const other = { ...place, holder: { ...place.holder, personId } }
    expect(await openCredential(database(), other)).not.toBeNull()
    await database().credential.update({ where: { id }, data: { envelope } })
    await expect(openCredential(database(), other)).rejects.toThrow('does not open')
  })

  test('does not open a row that was moved to another organisation, not even under the same data key', async () => {
    const { id, place } = await buildCredential()
    const connection = await buildConnection()
    const { organizationId, id: connectionId } = connection
    const { key, version } = await newestDataKey(database(), place.organizationId)
    const wrapped = wrapDataKey(organizationId, version, key, env().masterKey)
    await database().organizationKey.create({ data: { organizationId, version, ...wrapped } })
    const there = { ...place, organizationId, connectionId }
    await database().credential.update({ where: { id }, data: { organizationId, connectionId } })
    await expect(openCredential(database(), there)).rejects.toThrow('does not open')
    await database().credential.update({ where: { id }, data: { envelope: await sealFor(there, id, '/credential') } })
    expect(await openCredential(database(), there)).not.toBeNull()
  })

  test.each(['', '/data-key', '/session'])(
    'does not open what was sealed for the same row as “%s”',
    async (purpose) => {
      const { id, place } = await buildCredential()
      const putSealed = async (purpose: string) =>
        database().credential.update({ where: { id }, data: { envelope: await sealFor(place, id, purpose) } })
      await putSealed('/credential')
      expect(await openCredential(database(), place)).not.toBeNull()
      await putSealed(purpose)
      await expect(openCredential(database(), place)).rejects.toThrow('does not open')
    },
  )

  test('does not open a data key that was copied to another organisation', async () => {
    const mine = await buildCredential()
    const { version, masterKeyId, wrapped } = await database().organizationKey.findFirstOrThrow({
      where: { organizationId: mine.place.organizationId },
    })
    const connection = await buildConnection()
    const { organizationId } = connection
    await database().organizationKey.create({ data: { organizationId, version, masterKeyId, wrapped } })
    const { id: personId } = await buildPerson({ organizationId })
    await expect(giveToken(connection, personId, newSecret())).rejects.toThrow('does not open this database')
    expect(await database().credential.count({ where: { organizationId } })).toBe(0)
  })

  test('replaces what the same holder gave before, in one row', async () => {
    const { place, id, person } = await buildCredential()
    const second = newSecret()
    const again = await storeCredential(database(), {
      ...place,
      givenById: person.id,
      secret: secretOf(second),
      state: 'unverified',
    })
    expect(again).toBe(id)
    expect(await openCredential(database(), place)).toMatchObject({
      state: 'unverified',
      secret: secretOf(second),
    })
  })

  test('makes one data key when two credentials are the first at the same moment', async () => {
    const connection = await buildConnection()
    const { organizationId, id: connectionId } = connection
    const people = await Promise.all([buildPerson({ organizationId }), buildPerson({ organizationId })])
    const store = (personId: string) =>
      storeCredential(database(), {
        organizationId,
        connectionId,
        holder: { mode: 'per_person', personId, proof: bySignIn },
        givenById: personId,
        secret: secretOf(personId),
        state: 'verified',
      })
    await Promise.all(people.map((person) => store(person.id)))
    expect(await database().organizationKey.count({ where: { organizationId } })).toBe(1)
    for (const { id: personId } of people) {
      const opened = await openCredential(database(), {
        organizationId,
        connectionId,
        holder: { mode: 'per_person', personId, proof: bySignIn },
      })
      expect(opened?.secret).toEqual(secretOf(personId))
    }
  })
})

describe('rotateMasterKey', () => {
  test('opens everything under the new key, in steps, the old one still opening the rest', async () => {
    const old = newMasterKey()
    provideEnv({ databaseUrl: original.databaseUrl, masterKey: old }, original)
    await database().organizationKey.deleteMany()
    const credentials = [await buildCredential(), await buildCredential(), await buildCredential()]
    provideEnv({ databaseUrl: original.databaseUrl, masterKey: newMasterKey(), masterKeyPrevious: old }, original)

    const interrupted = await rotateMasterKey(database(), { stopAfter: 1 })
    expect(interrupted).toEqual({ rewrapped: 1, left: 2 })
    for (const { place, token } of credentials)
      expect((await openCredential(database(), place))?.secret).toEqual(secretOf(token))

    expect(await rotateMasterKey(database())).toEqual({ rewrapped: 2, left: 0 })
    provideEnv({ databaseUrl: original.databaseUrl, masterKey: env().masterKey }, original)
    expect(await canOpenVault(database())).toBe(true)
    for (const { place, token } of credentials)
      expect((await openCredential(database(), place))?.secret).toEqual(secretOf(token))
    await database().organizationKey.deleteMany()
  })

  test('refuses when neither key opens a data key, and says what to set', async () => {
    await buildCredential()
    provideEnv({ databaseUrl: original.databaseUrl, masterKey: newMasterKey() }, original)
    expect(await canOpenVault(database())).toBe(false)
    await expect(rotateMasterKey(database())).rejects.toThrow('JETWAY_MASTER_KEY_PREVIOUS')
  })
})
