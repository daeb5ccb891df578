import { inject } from 'vitest'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'
import { databaseUrl, onServer } from './global-setup.ts'

const slot = Symbol.for('jetway.test-database')
const shared = globalThis as typeof globalThis & { [slot]?: Promise<string> }

shared[slot] ??= openWorkerDatabase()
const settings = readSettings({ JETWAY_ALLOW_NETWORKS: '127.0.0.0/8,::1/128', JETWAY_LOG_LEVEL: 'silent' })
provideEnv({ databaseUrl: await shared[slot], masterKey: plantSecret(newMasterKey()) }, settings)

/** One database for all files of a worker; every test owns its rows. */
async function openWorkerDatabase(): Promise<string> {
  const postgres = inject('postgres')
  if (!postgres) {
    const embedded = await startEmbedded('memory://')
    await migrateDatabase(embedded.url)
    return embedded.url
  }
  const run = inject('run')
  const name = `${run}_${crypto.randomUUID().slice(0, 8)}`
  await onServer(postgres, `create database "${name}" template "${run}"`)
  return databaseUrl(postgres, name)
}
