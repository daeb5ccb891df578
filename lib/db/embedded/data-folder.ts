/**
 * Whether a folder can hold the database, found out before any file of a database is opened. What the system refuses
 * becomes a sentence that names it, so that nobody takes it for a fault of the database.
 */
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  rmSync,
  statfsSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** What lies in a data folder. Whatever else is there (a volume's `lost+found`) is no business of ours. */
export const inFolder = {
  lock: 'lock',
  database: 'postgres',
  key: 'master.key',
  previousKey: 'master.key.previous',
} as const

const usable = constants.R_OK | constants.W_OK
const probeBytes = 65_536

/** Makes the folder. Throws a sentence where Jetway may not write into it, or where there is no room at all. */
export function prepareDataFolder(folder: string): void {
  const probe = join(folder, 'room')
  try {
    makeFolder(folder)
    accessSync(folder, usable)
    try {
      writeFileSync(probe, Buffer.alloc(probeBytes), { flush: true })
    } finally {
      rmSync(probe, { force: true })
    }
  } catch (error) {
    throw folderFailure(folder, error)
  }
}

/** Throws a sentence when something of ours in the folder may not be read and written. The caller holds the lock. */
export function assertAllOurs(folder: string): void {
  for (const name of Object.values(inFolder)) assertOurs(folder, join(folder, name))
}

/** What is not there any more is nobody's: an operator may be copying files. */
function assertOurs(folder: string, path: string): void {
  try {
    accessSync(path, usable)
    if (!statSync(path).isDirectory()) return
    for (const name of readdirSync(path)) assertOurs(folder, join(path, name))
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw folderFailure(folder, error)
  }
}

/** Throws a sentence when the disk has fewer bytes left. A file system that does not say how large it is has room. */
export function assertRoom(folder: string, bytes: number): void {
  const { blocks, bavail, bsize } = statfsSync(folder)
  if (blocks > 0 && bavail * bsize < bytes) throw new Error(isFull(folder))
}

/** What the system refused in the data folder, as a sentence; anything else as it is. */
export function folderFailure(folder: string, error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) return error
  const path = 'path' in error && typeof error.path === 'string' ? error.path : folder
  const sentence = sentences[String(error.code)]?.(folder, path)
  return sentence ? new Error(sentence, { cause: error }) : error
}

const sentences: Record<string, (folder: string, path: string) => string> = {
  ENOSPC: isFull,
  EDQUOT: isFull,
  EROFS: isReadOnly,
  EACCES: isForeign,
  EPERM: isForeign,
  EEXIST: isFile,
  ENOTDIR: isFile,
}

function isFull(folder: string): string {
  return `The disk that holds ${folder} is full. Make room on it and try again; what Jetway has stored is not lost.`
}

function isReadOnly(folder: string): string {
  return `${folder} cannot be written: its file system is read-only. Mount it writable, or point JETWAY_DATA at another folder.`
}

function isFile(_folder: string, path: string): string {
  return `${path} is a file, where Jetway needs a folder. Move it away, or point JETWAY_DATA at another folder.`
}

function isForeign(folder: string, path: string): string {
  const user = process.getuid?.()
  const owner = ownerOf(path)
  const way =
    user === owner
      ? `its permissions forbid it. Allow it (chmod -R u+rwX ${folder}), or point JETWAY_DATA at another folder.`
      : `it belongs to user ${owner}, and Jetway runs as user ${user}. Start it as that user, give it the folder (chown -R ${user} ${folder}), or point JETWAY_DATA at another one.`
  return `Jetway may not use ${path}: ${way}`
}

/** The owner of a path, or of as much of it as can be seen. */
function ownerOf(path: string): number {
  try {
    return statSync(path).uid
  } catch {
    return ownerOf(dirname(path))
  }
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  } catch (error) {
    // Of several levels the system says ENOENT, whatever the reason: what is there of them knows better.
    accessSync(firstThere(folder), usable)
    throw error
  }
}

function firstThere(path: string): string {
  return existsSync(path) ? path : firstThere(dirname(path))
}
