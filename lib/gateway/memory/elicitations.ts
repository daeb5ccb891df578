/**
 * Ways in that clients were handed as an elicitation and have not been taken yet. When the values are there, the client that waits
 * is told, by whichever replica holds its stream.
 * https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation#completion-notifications-for-url-mode-elicitation
 */
import { LRUCache } from 'lru-cache'
import { type Holder, heldBy } from '#lib/credentials/proof.ts'
import { database } from '#lib/db/database.ts'
import { publish, subscribe } from '#lib/events/bus.ts'
import { log } from '#lib/log.ts'
import { cachedMax, elicitationMs } from '../limits.ts'

/** For whom: the holder of the values that are missing, and the client's session. */
export type Asked = { connectionId: string; holder: Holder; clientSessionId: string }

export type Elicitations = {
  /** The id that the client hears of again. */
  ask: (asked: Asked) => string
  close: () => void
}

export function createElicitations(): Elicitations {
  const open = new LRUCache<string, Asked>({ max: cachedMax, ttl: elicitationMs })
  const close = subscribe((notice) => {
    if (notice.kind !== 'credential.changed') return
    const concerned = [...open.entries()].filter(([, asked]) => asked.connectionId === notice.connectionId)
    void tellGiven(concerned.reverse())
      .then((told) => told.forEach((id) => void open.delete(id)))
      .catch((error: unknown) => log.warn('clients were not told of values that were given', { error }))
  })
  return {
    ask: (asked) => {
      const id = crypto.randomUUID()
      open.set(id, asked)
      return id
    },
    close,
  }
}

/** The ids of those whose values are there by now. */
async function tellGiven(waiting: [string, Asked][]): Promise<string[]> {
  const told: string[] = []
  for (const [elicitationId, { connectionId, holder, clientSessionId }] of waiting) {
    const where = { connectionId, ...heldBy(holder), state: { not: 'rejected' } } as const
    if ((await database().credential.count({ where })) === 0) continue
    publish({ kind: 'elicitation.completed', clientSessionId, elicitationId })
    told.push(elicitationId)
  }
  return told
}
