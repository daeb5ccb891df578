import type { Database } from '#lib/db/client.ts'
import { closeDatabase, database } from '#lib/db/database.ts'
import { migrateDatabase } from '#lib/db/migrate.ts'
import { type StartedDatabase, startDatabase } from '#lib/db/start-database.ts'
import { provideEnv, readSettings, type Settings } from '#lib/env.ts'
import { sayError } from './say-error.ts'

/** Runs a command to its end: a failure is one sentence and exit code 1. Exits, because engines leave timers behind. */
export async function runScript(work: () => Promise<void>): Promise<never> {
  try {
    await work()
    process.exit(0)
  } catch (error) {
    console.error(sayError(error))
    process.exit(1)
  }
}

/** Lends the database that Jetway would run on: the embedded one with its lock, or that of DATABASE_URL. */
export async function withDatabase(
  work: (started: StartedDatabase, settings: Settings) => Promise<void>,
): Promise<void> {
  const settings = readSettings()
  const started = await startDatabase(settings)
  try {
    await work(started, settings)
  } finally {
    await started.close()
  }
}

/** The same, brought up to date and with its keys in force, so that verbs run on it. */
export function withVault(
  work: (db: Database, started: StartedDatabase, settings: Settings) => Promise<void>,
): Promise<void> {
  return withDatabase(async (started, settings) => {
    const { url: databaseUrl, masterKey, masterKeyPrevious } = started
    await migrateDatabase(databaseUrl)
    provideEnv({ databaseUrl, masterKey, masterKeyPrevious }, settings)
    await work(database(), started, settings).finally(closeDatabase)
  })
}

/** The one argument of a command, or a sentence that says how it is called. */
export function onlyArgument(usage: string): string {
  const [argument, ...others] = process.argv.slice(2)
  if (!argument || argument.startsWith('-') || others.length > 0) throw new Error(`Usage: ${usage}`)
  return argument
}

/** Where the master key lies, without showing it. */
export function sayWhereKeyLies(settings: Settings, keyFile: string): string {
  return settings.JETWAY_MASTER_KEY ? 'in JETWAY_MASTER_KEY' : `in ${keyFile}`
}
