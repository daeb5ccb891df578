/**
 * Which database this process runs on, and the master key that belongs to it. Embedded: under the data folder, held by
 * its lock, the key generated once beside it (0600). With DATABASE_URL: that Postgres, and a key must be given.
 */
import { existsSync } from 'node:fs'
import { readFile, rename, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { isMasterKey, newMasterKey } from '#lib/crypto/derive.ts'
import type { Settings } from '#lib/env.ts'
import { poolOf } from './client.ts'
import { connectSupported } from './connect-supported.ts'
import { folderFailure, inFolder } from './embedded/data-folder.ts'
import { takeDataLock } from './embedded/lock.ts'
import { startEmbedded } from './embedded/start.ts'

export type StartedDatabase = {
  url: string
  /** For the one line at start: `embedded (PostgreSQL 18.6)`. */
  describe: string
  masterKey: string
  masterKeyPrevious?: string
  close: () => Promise<void>
}

export function startDatabase(settings: Settings): Promise<StartedDatabase> {
  return settings.DATABASE_URL ? onPostgres(settings.DATABASE_URL, settings) : onEmbedded(settings)
}

/** Where the embedded database and its key live. */
export function dataPaths(settings: Settings) {
  const folder = resolve(settings.JETWAY_DATA)
  return {
    folder,
    database: join(folder, inFolder.database),
    key: join(folder, inFolder.key),
    previousKey: join(folder, inFolder.previousKey),
  }
}

async function onEmbedded(settings: Settings): Promise<StartedDatabase> {
  const paths = dataPaths(settings)
  const lock = await takeDataLock(paths.folder)
  try {
    const masterKey = settings.JETWAY_MASTER_KEY ?? (await readKey(paths.key)) ?? (await makeKey(paths))
    const masterKeyPrevious = settings.JETWAY_MASTER_KEY_PREVIOUS ?? (await readKey(paths.previousKey)) ?? undefined
    const embedded = await startEmbedded(paths.database)
    const close = async () => {
      await embedded.close()
      lock.release()
    }
    return {
      url: embedded.url,
      describe: `embedded PostgreSQL ${embedded.version} in ${settings.JETWAY_DATA}`,
      masterKey,
      masterKeyPrevious,
      close,
    }
  } catch (error) {
    lock.release()
    throw folderFailure(paths.folder, error)
  }
}

async function onPostgres(url: string, settings: Settings): Promise<StartedDatabase> {
  if (!settings.JETWAY_MASTER_KEY) {
    throw new Error(
      'DATABASE_URL is set, but JETWAY_MASTER_KEY is not. Set it to 32 random bytes in base64url (`openssl rand -base64 32 | tr +/ -_ | tr -d =`) and keep it safe: without it no stored credential can be read.',
    )
  }
  const version = await postgresVersion(url)
  const where = new URL(url).hostname || 'a Unix socket'
  return {
    url,
    describe: `PostgreSQL ${version} at ${where}`,
    masterKey: settings.JETWAY_MASTER_KEY,
    masterKeyPrevious: settings.JETWAY_MASTER_KEY_PREVIOUS,
    close: async () => {},
  }
}

async function postgresVersion(url: string): Promise<string> {
  const client = new pg.Client({ ...poolOf(url), connectionTimeoutMillis: 10_000 })
  try {
    return await connectSupported(client, `The database at DATABASE_URL (host ${new URL(url).hostname})`)
  } finally {
    await client.end().catch(() => {})
  }
}

async function readKey(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  })
  if (text === null) return null
  const key = text.trim()
  if (isMasterKey(key)) return key
  throw new Error(
    `${file} does not hold a master key: 32 bytes in base64url (43 characters). Put back what it held; without it no stored credential can be read.`,
  )
}

/** Written whole or not at all, readable by its owner only. A database that is there already has another one. */
async function makeKey({ database, key: file }: { database: string; key: string }): Promise<string> {
  if (existsSync(join(database, 'PG_VERSION')))
    throw new Error(
      `The master key of the database in ${database} is missing. Put ${file} back, or set JETWAY_MASTER_KEY; without it no stored credential can be read.`,
    )
  const key = newMasterKey()
  await writeFile(`${file}.new`, `${key}\n`, { mode: 0o600, flush: true })
  await rename(`${file}.new`, file)
  return key
}
