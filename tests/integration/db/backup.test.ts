import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, test as always, beforeAll, describe, expect, inject } from 'vitest'
import { openDatabase } from '#lib/db/client.ts'
import { backUpEmbedded } from '#lib/db/embedded/backup.ts'
import { finishRestore, restoreEmbedded } from '#lib/db/embedded/restore.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { runScript } from '#tests/support/database/run-script.ts'

// The database is the embedded one, whichever the rest of the run is on: once is enough.
const test = always.skipIf(inject('postgres'))

let folder: string
let database: string
let backup: string

/** What is done to the database while it runs. */
async function withRunning<T>(work: (db: ReturnType<typeof openDatabase>, url: string) => Promise<T>): Promise<T> {
  const embedded = await startEmbedded(database)
  const db = openDatabase(embedded.url)
  try {
    return await work(db, embedded.url)
  } finally {
    await db.$disconnect()
    await embedded.close()
  }
}

const names = () =>
  withRunning(async (db) => (await db.organization.findMany({ orderBy: { name: 'asc' } })).map(({ name }) => name))

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'jetway-backup-'))
  database = join(folder, 'postgres')
  backup = join(folder, 'jetway.backup')
  await withRunning(async (db, url) => {
    await migrateDatabase(url)
    await db.organization.create({ data: { name: 'Before' } })
  })
  await backUpEmbedded(database, backup)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('backUpEmbedded', () => {
  test('writes a file that only its owner can read, and leaves nothing unfinished', () => {
    expect(statSync(backup).mode & 0o777).toBe(0o600)
    expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([])
  })

  test('says where there is nothing to back up, and makes nothing', async () => {
    const nowhere = join(folder, 'nowhere/postgres')

    await expect(backUpEmbedded(nowhere, join(folder, 'none'))).rejects.toThrow('There is no database in')
    expect(existsSync(nowhere)).toBe(false)
  })
})

describe('restoreEmbedded', () => {
  test('brings back what was there at the backup, and keeps what was there before', async () => {
    await withRunning((db) => db.organization.create({ data: { name: 'Later' } }))

    const { keptAs } = await restoreEmbedded(database, backup)

    expect(await names()).toEqual(['Before'])
    expect(statSync(database).mode & 0o777).toBe(0o700)
    expect(keptAs && existsSync(join(keptAs, 'PG_VERSION'))).toBe(true)
  })

  test.each([
    ['a changed byte', (bytes: Buffer) => flip(bytes, bytes.length >> 1)],
    ['a missing end', (bytes: Buffer) => bytes.subarray(0, bytes.length >> 1)],
    ['something else entirely', () => gzipSync('hello')],
    ['nothing', () => Buffer.alloc(0)],
  ])('refuses a file with %s, and changes nothing', async (_what, damage) => {
    const damaged = join(folder, 'damaged')
    writeFileSync(damaged, damage(readFileSync(backup)))
    const before = readdirSync(folder).sort()

    await expect(restoreEmbedded(database, damaged)).rejects.toThrow('not a whole backup of Jetway')
    expect(readdirSync(folder).sort()).toEqual(before)
  })

  test('refuses a backup of a newer Jetway, whose migrations are unknown here', async () => {
    const newer = join(folder, 'newer')
    await withRunning((db) => db.$executeRaw`update _prisma_migrations set migration_name = '29990101000000_future'`)
    await backUpEmbedded(database, newer)
    await withRunning(
      (db) => db.$executeRaw`update _prisma_migrations set migration_name = '20261122000000_foundation'`,
    )

    await expect(restoreEmbedded(database, newer)).rejects.toThrow('29990101000000_future')
  })

  test('is finished at the next start when it was killed between its two renames', async () => {
    renameSync(database, `${database}.restored`)

    await finishRestore(database)

    expect(existsSync(join(database, 'PG_VERSION'))).toBe(true)
  })

  test('never happened when it was killed before the first', async () => {
    mkdirSync(`${database}.restored`)

    await finishRestore(database)

    expect(existsSync(`${database}.restored`)).toBe(false)
    expect(existsSync(join(database, 'PG_VERSION'))).toBe(true)
  })
})

test('the commands say where the master key lies, and never show it', async () => {
  const settings = { JETWAY_DATA: folder }
  writeFileSync(join(folder, 'master.key'), 'k'.repeat(43))
  const made = await runScript('scripts/db/backup.ts', [join(folder, 'again')], settings)
  const restored = await runScript('scripts/db/restore.ts', [join(folder, 'again')], settings)

  for (const { code, out, err } of [made, restored]) {
    expect(err).toBe('')
    expect(code).toBe(0)
    expect(out).toMatch(/master key is not in/)
    expect(out).toContain(join(folder, 'master.key'))
    expect(out).not.toContain('kkkk')
  }
  expect(restored.out).toContain('is kept in')
})

function flip(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] ?? 0) ^ 4
  return copy
}
