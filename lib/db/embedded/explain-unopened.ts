/**
 * Why a database did not open. Its files are said to be damaged only when nothing else can be the reason: the folder can
 * be written, there is room, and an empty database opens on this machine.
 */
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { findUnwritable } from './find-unwritable.ts'
import { makeSocketFolder, socketName } from './socket-folder.ts'
import { openThread } from './thread.ts'

/** The error to throw for `cause`: a sentence that says what to do. */
export async function explainUnopened(databaseFolder: string, cause: unknown): Promise<Error> {
  const elsewhere = await findElsewhere(databaseFolder)
  const sentence = `The embedded database in ${databaseFolder} does not open: its files are damaged or incomplete. Restore a backup: npm run db:restore -- FILE`
  return new Error(elsewhere ?? sentence, { cause })
}

/** A reason that is not in the database's files, or null. */
export async function findElsewhere(databaseFolder: string): Promise<string | null> {
  const unwritable = findUnwritable(databaseFolder)
  if (unwritable) return unwritable
  const version = await versionHere()
  if (!version)
    return 'The embedded database cannot run here just now, not even an empty one: what is stored is not the reason. It needs about 1 GB of memory. With DATABASE_URL Jetway uses a PostgreSQL instead.'
  const made = versionOf(databaseFolder)
  if (!/^\d+$/.test(made) || made === version.split('.')[0]) return null
  return `The database in ${databaseFolder} was made by PostgreSQL ${made}, and this Jetway brings ${version}. Start the Jetway that made it.`
}

/** The version of an empty database in memory, or null where not even that opens. */
async function versionHere(): Promise<string | null> {
  const folder = makeSocketFolder()
  try {
    const thread = await openThread('memory://', join(folder, socketName), () => {})
    await thread.close()
    return thread.version
  } catch {
    return null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

function versionOf(databaseFolder: string): string {
  try {
    return readFileSync(join(databaseFolder, 'PG_VERSION'), 'utf8').trim()
  } catch {
    return ''
  }
}
