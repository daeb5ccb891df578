/**
 * Ways in that clients were handed as an elicitation and have not been taken yet. When the values are there, the client that waits
 * is told, by whichever replica holds its stream.
 * https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation#completion-notifications-for-url-mode-elicitation
 */
import { LRUCache } from 'lru-cache'
import { type Holder, isHeldBy } from '#lib/credentials/proof.ts'
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

  /** Those who wait for just this credential, in the order in which they asked. Each is told once. */
  async function tellOf(credentialId: string, connectionId: string): Promise<void> {
    const waiting = [...open.entries()].filter(([, asked]) => asked.connectionId === connectionId).reverse()
    if (waiting.length === 0) return
    const where = { id: credentialId, state: { not: 'rejected' } } as const
    const given = await database().credential.findFirst({ where, select: { holder: true, proof: true } })
    for (const [elicitationId, { holder, clientSessionId }] of waiting)
      if (given && isHeldBy(given, holder) && open.delete(elicitationId))
        publish({ kind: 'elicitation.completed', clientSessionId, elicitationId })
  }

  const close = subscribe((notice) => {
    if (notice.kind !== 'credential.changed') return
    tellOf(notice.credentialId, notice.connectionId).catch((error: unknown) => {
      log.warn('clients were not told of values that were given', { error })
    })
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
