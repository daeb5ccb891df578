import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type FileLock, tryLock } from '#lib/db/embedded/lock.ts'

const lookMs = 250

/** Runs what two processes must not do at once in one checkout; the second waits for the first, and then does its own. */
export async function alone<T>(root: string, say: (line: string) => void, work: () => T | Promise<T>): Promise<T> {
  const lock = await takeLock(join(root, 'node_modules/.jetway-build'), say)
  try {
    return await work()
  } finally {
    lock?.release()
  }
}

/** Null where nothing can be locked: there the work itself says what is wrong. */
async function takeLock(path: string, say: (line: string) => void): Promise<FileLock | null> {
  try {
    for (let tries = 0; ; tries += 1) {
      const lock = await tryLock(path)
      if (lock) return lock
      if (tries === 0) say('Another process is building Jetway here: waiting for it.')
      await wait(lookMs)
    }
  } catch {
    return null
  }
}
