/**
 * What is remembered between requests: under a name, for a time, until a notice concerns what it stands on. Must stay true:
 * what was read while that changed is given to whoever asked, and not kept; it may be what was before the change.
 */
import { LRUCache } from 'lru-cache'
import { type Notice, subscribe } from '#lib/events/bus.ts'
import { cachedMax } from '../limits.ts'
import { concerns, type StandsOn } from './stands-on.ts'

/** `ttlMs`: absent for no end. `isLetGo`: the memory of it is free when its time is over, not when it is asked for again. */
type Keeping<V> = {
  ttlMs?: number
  isLetGo?: boolean
  /** Null: not to be kept. */
  standsOn: (value: V) => StandsOn | null
}

export type Kept<V> = {
  find: (name: string) => V | undefined
  keep: (name: string, value: V) => void
  /** Reads anew, whatever is kept, and keeps that. */
  learn: (name: string, read: () => Promise<V>) => Promise<V>
  forget: (name: string) => void
  close: () => void
}

export function createKept<V>({ ttlMs = 0, isLetGo = false, standsOn }: Keeping<V>): Kept<V> {
  type Entry = { value: V; on: StandsOn }
  const known = new LRUCache<string, Entry>({ max: cachedMax, ttl: ttlMs, ttlAutopurge: isLetGo })
  const reading = new Set<Notice[]>()
  const close = subscribe((notice) => {
    for (const missed of reading) missed.push(notice)
    for (const [name, { on }] of known.entries()) if (concerns(notice, on)) known.delete(name)
  })

  function keep(name: string, value: V): void {
    const on = standsOn(value)
    if (on) known.set(name, { value, on })
  }

  return {
    find: (name) => known.get(name)?.value,
    keep,
    learn: async (name, read) => {
      const missed: Notice[] = []
      reading.add(missed)
      const value = await read().finally(() => reading.delete(missed))
      const on = standsOn(value)
      if (on && !missed.some((notice) => concerns(notice, on))) known.set(name, { value, on })
      return value
    },
    forget: (name) => void known.delete(name),
    close,
  }
}
