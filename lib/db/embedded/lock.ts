/**
 * One process per data folder. The lock is the operating system's own on an open SQLite file: it ends with the
 * process, however that dies, and a process id that is used again (containers) cannot fool it.
 */
import { join } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { assertAllOurs, prepareDataFolder } from './data-folder.ts'

export type DataLock = { release: () => void }

/** https://www.sqlite.org/rescode.html: somebody else holds it. */
const busy = 5

/** Takes the folder's lock, or throws a sentence that says who has it, or what is wrong with the folder, and what to do. */
export async function takeDataLock(dataFolder: string): Promise<DataLock> {
  prepareDataFolder(dataFolder)
  const file = await lockFile(dataFolder)
  try {
    assertAllOurs(dataFolder)
  } catch (error) {
    file.close()
    throw error
  }
  return { release: () => file.close() }
}

async function lockFile(dataFolder: string): Promise<DatabaseSync> {
  const sqlite = await quietly(() => import('node:sqlite'))
  const path = join(dataFolder, 'lock')
  let file: DatabaseSync | undefined
  try {
    file = new sqlite.DatabaseSync(path)
    file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
    return file
  } catch (cause) {
    file?.close()
    if (isBusy(cause)) throw new Error(isTaken(dataFolder), { cause })
    assertAllOurs(dataFolder)
    throw new Error(cannotLock(path), { cause })
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
