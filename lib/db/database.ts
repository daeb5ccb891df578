import { env } from '#lib/env.ts'
import { type Database, openDatabase } from './client.ts'

let opened: { url: string; database: Database } | undefined

/** This module graph's pool on the database in force; opened at first use. */
export function database(): Database {
  const { databaseUrl } = env()
  if (opened?.url !== databaseUrl) opened = { url: databaseUrl, database: openDatabase(databaseUrl) }
  return opened.database
}

/** Closes this module graph's pool, if it was ever opened. */
export async function closeDatabase(): Promise<void> {
  const { database: current } = opened ?? {}
  opened = undefined
  await current?.$disconnect()
}
