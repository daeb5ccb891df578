/**
 * Leaves behind what this release leaves behind, for the tests of the next: `node tests/support/releases/make-fixture.ts NAME`
 * tells the story on the embedded database and on a PostgreSQL, and writes a data folder, a dump and what a test must know.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, constants, gunzipSync } from 'node:zlib'
import { openDatabase } from '#lib/db/client.ts'
import { backUpEmbedded } from '#lib/db/embedded/backup.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { startEchoServer } from '#tests/support/app/echo-server.ts'
import { findPostgres } from '#tests/support/postgres/find-postgres.ts'
import { startPostgres } from '#tests/support/postgres/start-postgres.ts'
import { type Known, tellStory } from './tell-story.ts'

const [name] = process.argv.slice(2)
if (!name) throw new Error('Usage: node tests/support/releases/make-fixture.ts NAME')
/** No secret: it opens nothing but invented data. */
const masterKey = 'fixture-fixture-fixture-fixture-fixture-abc'
const target = join(import.meta.dirname, '../../fixtures/releases', name)
const work = mkdtempSync(join(tmpdir(), 'jetway-fixture-'))
mkdirSync(target, { recursive: true })

const server = await startEchoServer()
const dataFolder = join(work, 'postgres')
const embedded = await startEmbedded(dataFolder)
const onEmbedded = await told(embedded.url)
await embedded.close()
await backUpEmbedded(dataFolder, join(work, 'backup.gz'))
writeFileSync(join(target, 'data.tar.br'), compress(gunzipSync(readFileSync(join(work, 'backup.gz')))))

const postgres = await startPostgres()
const onPostgres = await told(postgres.url)
const dump = [join(findPostgres() ?? '', 'pg_dump'), ['--no-owner', '--no-privileges', '-d', postgres.url]] as const
writeFileSync(join(target, 'dump.sql'), execFileSync(...dump, { maxBuffer: 1e8 }))
await postgres.close()

writeFileSync(join(target, 'known.json'), `${JSON.stringify({ masterKey, onEmbedded, onPostgres }, null, 2)}\n`)
await server.close()
rmSync(work, { recursive: true, force: true })
process.exit(0)

async function told(databaseUrl: string): Promise<Known> {
  await migrateDatabase(databaseUrl)
  provideEnv(
    { databaseUrl, masterKey },
    readSettings({ JETWAY_ALLOW_NETWORKS: '127.0.0.0/8', JETWAY_LOG_LEVEL: 'silent' }),
  )
  const db = openDatabase(databaseUrl)
  const known = await tellStory(db, server.url)
  await db.$disconnect()
  return known
}

/** The folder of an empty database repeats itself over megabytes, so the window is as large as can be. */
function compress(tar: Buffer): Buffer {
  return brotliCompressSync(tar, {
    params: {
      [constants.BROTLI_PARAM_LGWIN]: 24,
      [constants.BROTLI_PARAM_QUALITY]: 11,
      [constants.BROTLI_PARAM_SIZE_HINT]: tar.length,
    },
  })
}
