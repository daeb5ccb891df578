/**
 * One process per data folder. The lock is the operating system's own on an open SQLite file: it ends with the
 * process, however that dies, and a process id that is used again (containers) cannot fool it.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'

export type DataLock = { release: () => void }

/** Takes the folder's lock, or throws a sentence that says who has it and what to do. */
export async function takeDataLock(dataFolder: string): Promise<DataLock> {
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  const { DatabaseSync } = await quietly(() => import('node:sqlite'))
  const file = new DatabaseSync(join(dataFolder, 'lock'))
  try {
    file.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE')
  } catch (error) {
    file.close()
    throw new Error(
      `Another Jetway process is using the data folder ${dataFolder}. Stop it first, or point JETWAY_DATA at another folder.`,
      { cause: error },
    )
  }
  return { release: () => file.close() }
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
