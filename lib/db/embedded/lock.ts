/**
 * One process per data folder. The lock is the operating system's own on an open SQLite file: it ends with the
 * process, however that dies, and a process id that is used again (containers) cannot fool it.
 */
import { join } from 'node:path'
import { assertAllOurs, inFolder, prepareDataFolder } from './data-folder.ts'

export type FileLock = { release: () => void }

/** https://www.sqlite.org/rescode.html: somebody else holds it. */
const busy = 5

/** Takes the folder's lock, or throws a sentence that says who has it, or what is wrong with the folder, and what to do. */
export async function takeDataLock(dataFolder: string): Promise<FileLock> {
  prepareDataFolder(dataFolder)
  const path = join(dataFolder, inFolder.lock)
  const lock = await tryLock(path).catch((cause: unknown) => {
    assertAllOurs(dataFolder)
    throw new Error(cannotLock(path), { cause })
  })
  if (!lock) throw new Error(isTaken(dataFolder))
  try {
    assertAllOurs(dataFolder)
    return lock
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Locks a file, which is made. Null when somebody else has locked it. */
export async function tryLock(path: string): Promise<FileLock | null> {
  const { DatabaseSync } = await quietly(() => import('node:sqlite'))
  const file = new DatabaseSync(path)
  try {
    file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return { release: () => file.close() }
  } catch (error) {
    file.close()
    if (isBusy(error)) return null
    throw error
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && error.errcode === busy
}

function isTaken(folder: string): string {
  return `Another Jetway process is using the data folder ${folder}. Stop it first, or point JETWAY_DATA at another folder.`
}

function cannotLock(path: string): string {
  return `The file ${path} cannot be locked. Network file systems often cannot: point JETWAY_DATA at a folder on a local disk. If it is on one, delete the file; it holds nothing.`
}

/** node:sqlite still announces itself as experimental in Node 22 and 24; only its lock is used here. Remove with Node 26. */
async function quietly<T>(load: () => Promise<T>): Promise<T> {
  const emitWarning = process.emitWarning
  process.emitWarning = () => {}
  try {
    return await load()
  } finally {
    process.emitWarning = emitWarning
  }
}
