import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, test as always, beforeAll, describe, expect, inject, onTestFinished } from 'vitest'
import { wrapDataKey } from '#lib/credentials/data-keys.ts'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { openDatabase } from '#lib/db/client.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { startDatabase } from '#lib/db/start-database.ts'
import { readSettings } from '#lib/env.ts'
import { type Settings, startScript } from '#tests/support/database/run-script.ts'

// The database is the embedded one, whichever the rest of the run is on: once is enough.
const test = always.skipIf(inject('postgres'))
const timeout = 120_000

const masterKey = newMasterKey()
let place: string
let whole: string

/** A data folder whose database holds one data key, under the master key beside it. */
beforeAll(async () => {
  place = mkdtempSync(join(tmpdir(), 'jetway-keys-'))
  whole = join(place, 'whole')
  if (inject('postgres')) return
  const { close } = await startDatabase(readSettings({ JETWAY_DATA: whole }))
  await close()
  writeFileSync(join(whole, 'master.key'), `${masterKey}\n`)
  await withDatabase(whole, async (db) => {
    const { id: organizationId } = await db.organization.create({ data: { name: 'Acme' } })
    const wrapped = wrapDataKey(organizationId, 1, crypto.getRandomValues(new Uint8Array(32)), masterKey)
    await db.organizationKey.create({ data: { organizationId, version: 1, ...wrapped } })
  })
})
afterAll(() => rmSync(place, { recursive: true, force: true }))

async function withDatabase<T>(folder: string, work: (db: ReturnType<typeof openDatabase>) => Promise<T>): Promise<T> {
  const embedded = await startEmbedded(join(folder, 'postgres'))
  await migrateDatabase(embedded.url)
  const db = openDatabase(embedded.url)
  return work(db).finally(() => db.$disconnect().then(embedded.close))
}

function copyOfWhole(): string {
  const folder = mkdtempSync(join(place, 'copy-'))
  cpSync(whole, folder, { recursive: true })
  return folder
}

/** Every file but the lock, with what it holds. */
function filesIn(folder: string): [string, string][] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = paths.filter((entry) => entry.isFile() && entry.name !== 'lock')
  return files
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort()
    .map((path) => [path, readFileSync(path, 'latin1')])
}

const start = (folder: string, settings: Settings = {}) =>
  startDatabase(readSettings({ JETWAY_DATA: folder, ...settings }))

/** What Jetway says when it does not start. */
async function saidByServer(settings: Settings): Promise<string> {
  const child = startScript('scripts/dev/serve.ts', [], settings)
  onTestFinished(() => void child.kill('SIGKILL'))
  let said = ''
  child.stderr?.on('data', (chunk) => (said += chunk))
  const code = await new Promise((resolve) => child.once('close', resolve))
  expect(code).toBe(1)
  return said
}

const damages: Record<string, string> = {
  'nothing in it': '',
  'an empty line in it': '\n',
  'its last letter missing': masterKey.slice(0, -1),
  'its first half only': masterKey.slice(0, 21),
  'a letter too many': `${masterKey}A`,
  'a letter of another alphabet': `+${masterKey.slice(1)}`,
  'two keys in it': `${masterKey}\n${masterKey}\n`,
  'zeros in it, as after a power cut': '\0'.repeat(44),
}

describe.each(Object.entries(damages))('a key file with %s', { timeout }, (_what, text) => {
  test.each(['master.key', 'master.key.previous'])('stops the start as %s, and nothing is written', async (name) => {
    const folder = copyOfWhole()
    writeFileSync(join(folder, name), text)
    const before = filesIn(folder)
    await expect(start(folder)).rejects.toThrow(`${join(folder, name)} does not hold a master key`)
    expect(filesIn(folder)).toEqual(before)
  })

  test('stops the first start, and no database is made', async () => {
    const folder = mkdtempSync(join(place, 'new-'))
    writeFileSync(join(folder, 'master.key'), text)
    await expect(start(folder)).rejects.toThrow('does not hold a master key')
    expect(filesIn(folder)).toEqual([[join(folder, 'master.key'), text]])
    expect(existsSync(join(folder, 'postgres'))).toBe(false)
  })
})

test('a database whose key file is gone does not start, and gets no other key', { timeout }, async () => {
  const folder = copyOfWhole()
  rmSync(join(folder, 'master.key'))
  const before = filesIn(folder)
  await expect(start(folder)).rejects.toThrow(
    `The master key of the database in ${join(folder, 'postgres')} is missing. Put ${join(folder, 'master.key')} back`,
  )
  expect(filesIn(folder)).toEqual(before)
})

test('a database whose key file is gone starts with its key in the settings, and gets no file', {
  timeout,
}, async () => {
  const folder = copyOfWhole()
  rmSync(join(folder, 'master.key'))
  const started = await start(folder, { JETWAY_MASTER_KEY: masterKey })
  await started.close()
  expect(started.masterKey).toBe(masterKey)
  expect(existsSync(join(folder, 'master.key'))).toBe(false)
})

describe('another key than the database’s', { timeout }, () => {
  const [one, another] = [newMasterKey(), newMasterKey()]

  test.each<[string, string, Settings]>([
    ['in its file', one, {}],
    ['in the settings', masterKey, { JETWAY_MASTER_KEY: one }],
    ['in the settings, before and after', masterKey, { JETWAY_MASTER_KEY: one, JETWAY_MASTER_KEY_PREVIOUS: another }],
  ])('%s stops the start with a sentence, and changes nothing', async (_where, inFile, given) => {
    const folder = copyOfWhole()
    writeFileSync(join(folder, 'master.key'), inFile)
    const key = readFileSync(join(folder, 'master.key'), 'utf8')
    const said = await saidByServer({ JETWAY_DATA: folder, ...given })
    expect(said).toContain(
      'The master key does not open the credentials in this database. Start with the key it was made with',
    )
    for (const secret of [key.trim(), ...Object.values(given)]) expect(said).not.toContain(secret)
    expect(readFileSync(join(folder, 'master.key'), 'utf8')).toBe(key)
    const rows = (of: string) => withDatabase(of, (db) => db.organizationKey.findMany())
    expect(await rows(folder)).toEqual(await rows(copyOfWhole()))
  })
})

always('a PostgreSQL without a master key is not even asked for', async () => {
  const sockets: Socket[] = []
  const server = createServer((socket) => void sockets.push(socket.on('error', () => {})))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as { port: number }
  const settings = readSettings({ DATABASE_URL: `postgresql://127.0.0.1:${port}/jetway` })
  await expect(startDatabase(settings)).rejects.toThrow('DATABASE_URL is set, but JETWAY_MASTER_KEY is not.')
  expect(sockets).toEqual([])
})
