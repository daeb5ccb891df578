import { dirname } from 'node:path'
import { assertRoom, prepareDataFolder } from './data-folder.ts'

/** What Postgres may need at once: a segment of its log, and some more. */
const roomBytes = 17 * 1_048_576

/** Why nothing can be written where a database lies, as a sentence, or null. */
export function findUnwritable(databaseFolder: string): string | null {
  const folder = dirname(databaseFolder)
  try {
    prepareDataFolder(folder)
    assertRoom(folder, roomBytes)
    return null
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}
