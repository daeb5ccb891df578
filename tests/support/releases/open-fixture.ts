import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliDecompressSync, gzipSync } from 'node:zlib'
import type pg from 'pg'
import { inject } from 'vitest'
import { poolOf } from '#lib/db/client.ts'
import { closeDatabase, database } from '#lib/db/database.ts'
import { restoreEmbedded } from '#lib/db/embedded/restore.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { env, provideEnv } from '#lib/env.ts'
import { openBlankDatabase } from '#tests/support/database/blank-database.ts'
import { findPostgres } from '#tests/support/postgres/find-postgres.ts'
import type { Known } from './tell-story.ts'

const fixtures = join(import.meta.dirname, '../../fixtures/releases')

export type Fixture = { known: Known; applied: string[]; close: () => Promise<void> }

/**
 * This worker on what a release left behind, brought up to date as a start does it: the data folder where the run is on the
 * embedded database, the dump where it is on a PostgreSQL. `serverUrl` takes the place of the server of back then.
 */
export async function openFixture(release: string, serverUrl: string): Promise<Fixture> {
  const folder = join(fixtures, release)
  const { masterKey, ...known } = JSON.parse(readFileSync(join(folder, 'known.json'), 'utf8'))
  const { url, close } = await (inject('postgres') ? fromDump(folder) : fromDataFolder(folder))
  const { applied } = await migrateDatabase(url)
  const former = env()
  provideEnv({ databaseUrl: url, masterKey, url: former.url }, former)
  await database().server.updateMany({ data: { url: serverUrl } })
  return {
    known: known[inject('postgres') ? 'onPostgres' : 'onEmbedded'],
    applied,
    close: async () => {
      await closeDatabase()
      provideEnv({ databaseUrl: former.databaseUrl, masterKey: former.masterKey, url: former.url }, former)
      await close()
    },
  }
}

async function fromDataFolder(folder: string) {
  const work = mkdtempSync(join(tmpdir(), 'jetway-release-'))
  const backup = join(work, 'backup.gz')
  writeFileSync(backup, gzipSync(brotliDecompressSync(readFileSync(join(folder, 'data.tar.br'))), { level: 1 }))
  await restoreEmbedded(join(work, 'postgres'), backup)
  const embedded = await startEmbedded(join(work, 'postgres'))
  const close = async () => {
    await embedded.close()
    rmSync(work, { recursive: true, force: true })
  }
  return { url: embedded.url, close }
}

async function fromDump(folder: string) {
  const blank = await openBlankDatabase()
  const { host, port, user, database: name } = poolOf(blank.url) as pg.ClientConfig
  const args = ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-h', `${host}`, '-p', `${port}`, '-U', `${user}`, '-d', `${name}`]
  const psql = join(findPostgres() ?? '', 'psql')
  execFileSync(psql, [...args, '-f', join(folder, 'dump.sql')], { stdio: ['ignore', 'ignore', 'inherit'] })
  return blank
}
