import { type StartedDatabase, startDatabase } from '#lib/db/start-database.ts'
import { readSettings, type Settings } from '#lib/env.ts'
import { generateClient } from './generate.ts'
import { sayError } from './run-until-stopped.ts'

/** Runs a command to its end: a failure is one sentence and exit code 1. Exits, because engines leave timers behind. */
export async function runScript(work: () => Promise<void>): Promise<never> {
  try {
    generateClient()
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
