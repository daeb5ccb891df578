import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test as always, beforeAll, describe, expect, inject } from 'vitest'
import { startDatabase } from '#lib/db/start-database.ts'
import { readSettings } from '#lib/env.ts'
import { ended, linesOf, nextLine, runScript, startScript } from '#tests/support/database/run-script.ts'

// The database is the embedded one, whichever the rest of the run is on: once is enough.
const test = always.skipIf(inject('postgres'))

const holder = 'tests/support/database/hold-database.ts'
/** For machines on which a database takes long to open. */
const timeout = 120_000
const restore = 'Restore a backup: npm run db:restore -- FILE'

/** Permissions stop nobody who is root: then folders are given to somebody else, and the process becomes that user. */
const isRoot = process.getuid?.() === 0
const nobody = 65_534

let place: string
let whole: string

beforeAll(async () => {
  // Where that other user gets to: the tests' temporary folder is closed to others.
  place = mkdtempSync(join(isRoot ? '/tmp' : tmpdir(), 'jetway-folders-'))
  chmodSync(place, 0o755)
  whole = join(place, 'whole')
  if (inject('postgres')) return
  const { close } = await startDatabase(readSettings({ JETWAY_DATA: whole }))
  await close()
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

/** A data folder with a database in it, to be spoilt. */
function copyOfWhole(): string {
  const folder = mkdtempSync(join(place, 'copy-'))
  cpSync(whole, folder, { recursive: true })
  if (isRoot) execFileSync('chown', ['-R', String(nobody), folder])
  return folder
}

function lockUp(path: string): void {
  if (isRoot) chownSync(path, 0, 0)
  chmodSync(path, 0o500)
}

function start(folder: string, settings: Record<string, string> = {}) {
  return runScript(holder, [], { JETWAY_DATA: folder, ...settings })
}

describe('what the system refuses is named, and nobody is told to restore', { timeout }, () => {
  test.each([
    ['the folder', '.', '.'],
    ['a folder that would have to be made', '.', 'a/b'],
    ['the lock', 'lock', '.'],
    ['the key', 'master.key', '.'],
    ['a file of the database', 'postgres/global/pg_control', '.'],
    ['a folder of the database', 'postgres/base', '.'],
  ])('%s belongs to somebody else, or may not be written', async (_what, locked, data) => {
    const folder = copyOfWhole()
    lockUp(join(folder, locked))
    const { code, err } = await start(join(folder, data), isRoot ? { JETWAY_TEST_USER: String(nobody) } : {})

    expect(code).toBe(1)
    expect(err).toContain(`Jetway may not use ${join(folder, locked)}`)
    expect(err).toContain(isRoot ? `belongs to user 0, and Jetway runs as user ${nobody}` : 'its permissions forbid it')
    expect(err).not.toContain(restore)
  })

  test('what Jetway does not use may belong to anybody (a volume’s lost+found)', async () => {
    const folder = copyOfWhole()
    const foreign = join(folder, 'lost+found')
    mkdirSync(foreign)
    lockUp(foreign)
    if (!isRoot) chmodSync(foreign, 0)
    const child = startScript(holder, [], { JETWAY_DATA: folder, JETWAY_TEST_USER: isRoot ? String(nobody) : '0' })
    expect(await nextLine(linesOf(child))).toBe('ready')
    child.kill('SIGTERM')
    await ended(child)
  })

  test.each([
    ['where the folder should be', 'file'],
    ['on the way to it', 'file/data'],
  ])('a file lies %s', async (_where, data) => {
    const folder = copyOfWhole()
    writeFileSync(join(folder, 'file'), '')
    const { code, err } = await start(join(folder, data))

    expect(code).toBe(1)
    expect(err).toMatch(/file.* is a file, where Jetway needs a folder\. Move it away/)
  })

  test('the lock is no lock', async () => {
    const folder = copyOfWhole()
    writeFileSync(join(folder, 'lock'), 'x'.repeat(4_096))
    const { code, err } = await start(folder)

    expect(code).toBe(1)
    expect(err).toContain(`The file ${join(folder, 'lock')} cannot be locked.`)
  })

  test('there is no memory for a database', async () => {
    const folder = copyOfWhole()
    const { code, err } = await start(folder, { JETWAY_TEST_NODE: '--wasm-max-mem-pages=100' })

    expect(code).toBe(1)
    expect(err).toContain('The embedded database cannot run here just now, not even an empty one')
    expect(err).toContain('about 1 GB of memory')
    expect(err).not.toContain(restore)
  })

  test('the database was made by another PostgreSQL', async () => {
    const folder = copyOfWhole()
    writeFileSync(join(folder, 'postgres/PG_VERSION'), '99\n')
    const { code, err } = await start(folder)

    expect(code).toBe(1)
    expect(err).toContain('was made by PostgreSQL 99, and this Jetway brings 18')
    expect(err).not.toContain(restore)
  })
})

test.each<[string, (database: string) => void]>([
  ['an emptied file', (database) => truncateSync(join(database, 'global/pg_control'))],
  ['a missing log', (database) => rmSync(join(database, 'pg_wal'), { recursive: true })],
  ['no version', (database) => rmSync(join(database, 'PG_VERSION'))],
])(
  'a database with %s is told to be damaged, and to be restored; its files stay',
  { timeout },
  async (_what, spoil) => {
    const folder = copyOfWhole()
    spoil(join(folder, 'postgres'))
    const { code, err } = await start(folder)

    expect(code).toBe(1)
    expect(err).toContain(`The embedded database in ${join(folder, 'postgres')} does not open`)
    expect(err).toContain(restore)
    expect(readFileSync(join(folder, 'postgres/postgresql.conf'))).toEqual(
      readFileSync(join(whole, 'postgres/postgresql.conf')),
    )
  },
)

test('a first start that was interrupted is begun again', { timeout }, async () => {
  const folder = copyOfWhole()
  writeFileSync(join(folder, 'postgres/unfinished'), '')
  rmSync(join(folder, 'postgres/base'), { recursive: true })
  const { close } = await startDatabase(readSettings({ JETWAY_DATA: folder }))
  await close()

  expect(existsSync(join(folder, 'postgres/unfinished'))).toBe(false)
  expect(existsSync(join(folder, 'postgres/base'))).toBe(true)
})

test('a temporary folder too deep for a socket is done without', { timeout }, async () => {
  const deep = join(mkdtempSync(join(place, 'deep-')), 'x'.repeat(100))
  mkdirSync(deep)
  const child = startScript(holder, [], { JETWAY_DATA: copyOfWhole(), TMPDIR: deep })
  expect(await nextLine(linesOf(child))).toBe('ready')
  child.kill('SIGTERM')
  await ended(child)
})
