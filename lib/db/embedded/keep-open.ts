/**
 * A database that is opened again when it ends by itself: no room on the disk ends Postgres, and with room it goes on where
 * it was. While it is closed, everybody is told why.
 */
import { rmSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { log } from '#lib/log.ts'
import { diskRefuses, isInterrupted, noteTrouble } from '../trouble.ts'
import { findUnwritable } from './find-unwritable.ts'
import { openThread, type Thread } from './thread.ts'

const lookMs = 1_000
const waitsMax = 15

/** Throws when the database does not open at first. */
export async function keepOpen(dataFolder: string, socketPath: string): Promise<Omit<Thread, 'kill'>> {
  let isClosing = false
  let reopening: Promise<void> | undefined
  const open = () => openThread(dataFolder, socketPath, onEnd)
  const first = await open()
  let thread: Thread | null = first

  function onEnd(): void {
    log.error('the embedded database ended by itself', { reason: tellWhy() ?? 'unknown' })
    reopening = reopen()
  }

  function tellWhy(): string | null {
    const unwritable = findUnwritable(dataFolder)
    noteTrouble(unwritable ? diskRefuses : isInterrupted)
    return unwritable
  }

  async function reopen(): Promise<void> {
    await thread?.kill()
    thread = null
    while (!isClosing) {
      rmSync(socketPath, { force: true })
      try {
        thread = await open()
        noteTrouble(null)
        return log.info('the embedded database is open again')
      } catch {
        await untilWorthTrying()
      }
    }
  }

  /** With room there is reason to hope; without, opening it costs much and rarely succeeds. */
  async function untilWorthTrying(): Promise<void> {
    let waits = waitsMax
    do {
      await wait(lookMs)
      waits -= 1
    } while (tellWhy() && waits > 0 && !isClosing)
  }

  async function close(): Promise<void> {
    isClosing = true
    await reopening
    await thread?.close()
  }
  return { version: first.version, close }
}
