import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import { wrapDataKey } from '#lib/credentials/data-keys.ts'
import { deriveKey, masterKeyId, newMasterKey } from '#lib/crypto/derive.ts'
import { open } from '#lib/crypto/seal.ts'
import { type Database, openDatabase } from '#lib/db/client.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { runScript } from '#tests/support/database/run-script.ts'

const firstKey = newMasterKey()
const dataKeys = [1, 2, 3].map((version) => ({ version, key: randomBytes(32) }))
let template: string
let folder: string

async function withDatabase<T>(work: (db: Database) => Promise<T>): Promise<T> {
  const embedded = await startEmbedded(join(folder, 'postgres'))
  await migrateDatabase(embedded.url)
  const db = openDatabase(embedded.url)
  try {
    return await work(db)
  } finally {
    await db.$disconnect()
    await embedded.close()
  }
}

const keyFile = (name = 'master.key') => join(folder, name)
const readKey = () => readFileSync(keyFile(), 'utf8').trim()
const rotate = (settings = {}) => runScript('scripts/vault-rotate.ts', [], { JETWAY_DATA: folder, ...settings })

/** A database whose data keys are under the first master key; each test has a copy. */
beforeAll(async () => {
  folder = template = mkdtempSync(join(tmpdir(), 'jetway-rotate-'))
  writeFileSync(keyFile(), `${firstKey}\n`, { mode: 0o600 })
  await withDatabase(async (db) => {
    const { id } = await db.organization.create({ data: { name: 'Acme' } })
    const rows = dataKeys.map(({ version, key }) => ({ ...wrapDataKey(id, version, key, firstKey), version }))
    await db.organizationKey.createMany({ data: rows.map((row) => ({ organizationId: id, ...row })) })
  })
})
afterAll(() => rmSync(template, { recursive: true, force: true }))
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'jetway-rotate-'))
  cpSync(template, folder, { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** Every data key is what it was, and opens with this master key. */
async function expectAllUnder(masterKey: string): Promise<void> {
  const rows = await withDatabase((db) => db.organizationKey.findMany({ orderBy: { version: 'asc' } }))
  const opened = rows.map(({ organizationId, version, wrapped }) =>
    open({ version, key: deriveKey(masterKey, 'wrap') }, wrapped, `${organizationId}/data-key`),
  )
  expect(rows.map((row) => row.masterKeyId)).toEqual(dataKeys.map(() => masterKeyId(masterKey)))
  expect(opened.map((key) => key && Buffer.from(key))).toEqual(dataKeys.map(({ key }) => key))
}

// The database is the embedded one, whichever the rest of the run is on: once is enough.
describe.skipIf(inject('postgres'))('vault:rotate on the embedded database', () => {
  test('moves every data key to a new master key, takes the old one away, and is in the audit', async () => {
    const { code, out, err } = await rotate()

    expect(err).toBe('')
    expect(code).toBe(0)
    expect(readKey()).not.toBe(firstKey)
    expect(out).not.toContain(readKey())
    expect(existsSync(keyFile('master.key.previous'))).toBe(false)
    await expectAllUnder(readKey())
    const audit = await withDatabase((db) => db.auditRecord.findMany({ select: { action: true, details: true } }))
    expect(audit).toEqual([{ action: 'vault.rotate', details: { rewrapped: 3 } }])
  })

  test('goes on when it was killed before the new key was written', async () => {
    writeFileSync(keyFile('master.key.previous'), `${firstKey}\n`)

    expect((await rotate()).code).toBe(0)
    expect(readKey()).not.toBe(firstKey)
    await expectAllUnder(readKey())
  })

  test('finishes with the same new key when it was killed half-way through', async () => {
    const newKey = newMasterKey()
    writeFileSync(keyFile('master.key.previous'), `${firstKey}\n`)
    writeFileSync(keyFile(), `${newKey}\n`)
    await withDatabase(async (db) => {
      const row = await db.organizationKey.findFirstOrThrow({ where: { version: 2 } })
      const data = wrapDataKey(row.organizationId, 2, dataKeys[1]?.key ?? Buffer.alloc(0), newKey)
      await db.organizationKey.updateMany({ where: { version: 2 }, data })
    })

    const { code, out } = await rotate()

    expect(code).toBe(0)
    expect(out).toContain('An earlier rotation was interrupted')
    expect(readKey()).toBe(newKey)
    expect(existsSync(keyFile('master.key.previous'))).toBe(false)
    await expectAllUnder(newKey)
  })

  test('refuses a key that does not open the database, and changes nothing (a wrong key must not become the key)', async () => {
    const wrong = newMasterKey()
    writeFileSync(keyFile(), `${wrong}\n`)

    const { code, err } = await rotate()

    expect(code).toBe(1)
    expect(err).toContain('do not open this database')
    expect(readKey()).toBe(wrong)
    await expectAllUnder(firstKey)
  })

  test('asks for both keys where the operator keeps them', async () => {
    const { code, err } = await rotate({ JETWAY_MASTER_KEY: newMasterKey() })

    expect(code).toBe(1)
    expect(err).toContain('JETWAY_MASTER_KEY_PREVIOUS')
    await expectAllUnder(firstKey)
  })

  test('uses both keys where the operator keeps them', async () => {
    const newKey = newMasterKey()

    const { code } = await rotate({ JETWAY_MASTER_KEY: newKey, JETWAY_MASTER_KEY_PREVIOUS: firstKey })

    expect(code).toBe(0)
    expect(readKey()).toBe(firstKey)
    await expectAllUnder(newKey)
  })
})
