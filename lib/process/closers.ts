/**
 * What was opened is closed in reverse order: each step whether or not another failed, and none waited for longer than
 * its time, so that the end always comes. Whoever opens something pushes its closer at once; a start that fails half-way
 * then frees what it had opened.
 */
import { log } from '#lib/log.ts'
import { within } from './within.ts'

export type Closers = {
  push: (name: string, close: () => unknown, withinMs?: number) => void
  /** Runs every closer, once, however often it is called. Never rejects. */
  close: () => Promise<void>
}

const stepMs = 3_000
const late = Symbol('late')

export function createClosers(): Closers {
  const steps: { name: string; close: () => unknown; withinMs: number }[] = []
  let closing: Promise<void> | undefined

  async function closeAll(): Promise<void> {
    for (const { name, close, withinMs } of steps.reverse()) {
      try {
        const outcome = await within(withinMs, (async () => close())(), late)
        if (outcome === late) log.warn('closing took too long', { reason: name, ms: withinMs })
      } catch (error) {
        log.error('closing failed', { reason: name, error })
      }
    }
  }

  return {
    push: (name, close, withinMs = stepMs) => void steps.push({ name, close, withinMs }),
    close: () => {
      closing ??= closeAll()
      return closing
    },
  }
}
