import { inject } from 'vitest'
import { type Database, openDatabase } from '#lib/db/client.ts'
import { startEmbedded } from '#lib/db/embedded/start.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { databaseUrl, onServer } from './global-setup.ts'

export type EmptyDatabase = { db: Database; close: () => Promise<void> }

/** A migrated database without any rows, for what only happens on a first run. */
export async function openEmptyDatabase(): Promise<EmptyDatabase> {
  const postgres = inject('postgres')
  if (postgres) return openOnServer(postgres)
  const embedded = await startEmbedded('memory://')
  await migrateDatabase(embedded.url)
  const db = openDatabase(embedded.url)
  return {
    db,
    close: async () => {
      await db.$disconnect()
      await embedded.close()
    },
  }
}

async function openOnServer(postgres: string): Promise<EmptyDatabase> {
  const run = inject('run')
  const name = `${run}_${crypto.randomUUID().slice(0, 8)}`
  await onServer(postgres, `create database "${name}" template "${run}"`)
  const db = openDatabase(databaseUrl(postgres, name))
  return { db, close: () => db.$disconnect() }
}
