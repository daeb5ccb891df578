import { takeDataLock } from '#lib/db/embedded/lock.ts'
import { dataPaths } from '#lib/db/start-database.ts'
import { readSettings, type Settings } from '#lib/env.ts'

type Paths = ReturnType<typeof dataPaths>

/** Lends the folder of the embedded database to a command, for itself alone. `instead`: what does it for a Postgres. */
export async function withDataFolder(
  instead: string,
  work: (paths: Paths, settings: Settings) => Promise<void>,
): Promise<void> {
  const settings = readSettings()
  if (settings.DATABASE_URL) {
    throw new Error(`DATABASE_URL is set: this command is for the embedded database. Use ${instead} for that one.`)
  }
  const paths = dataPaths(settings)
  const lock = await takeDataLock(paths.folder)
  try {
    await work(paths, settings)
  } finally {
    lock.release()
  }
}
