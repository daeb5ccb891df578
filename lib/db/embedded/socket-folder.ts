/** A folder of our own for the database's socket: entered by us only, and with a path that a socket can have. */
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

/** The name by which clients of Postgres look for port 5432. */
export const socketName = '.s.PGSQL.5432'

/** The shortest bound of all systems: macOS keeps 104 bytes for a path, and one is its end. */
const pathBytesMax = 103

/** Made in the temporary folder, or in the system's own where that one is too deep, missing or closed to us. */
export function makeSocketFolder(temporary: string = tmpdir(), others: string[] = ['/tmp', '/var/tmp']): string {
  for (const place of [resolve(temporary), ...others]) {
    const folder = makeIn(place)
    if (folder) return folder
  }
  throw new Error(
    `The embedded database needs a folder for its socket, and ${temporary} is none: it is missing, may not be written, or its path is too long. Set TMPDIR to a folder with a short path.`,
  )
}

function makeIn(place: string): string | null {
  const prefix = join(place, 'jetway-')
  if (Buffer.byteLength(join(`${prefix}123456`, socketName)) > pathBytesMax) return null
  try {
    return mkdtempSync(prefix)
  } catch {
    return null
  }
}
