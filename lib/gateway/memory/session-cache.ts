/**
 * Upstream sessions in memory, under client session, connection and what they stand on: with other values a session is never
 * used on. The table has them all. The bus drops those of a connection when it or its server changes.
 */
import { LRUCache } from 'lru-cache'
import { subscribe } from '#lib/events/bus.ts'
import { cachedMax, sessionCacheMs } from '../limits.ts'
import type { Upstream } from './upstream.ts'

/** `headers`: what every further request of the session carries. Modern upstreams have no sessions. */
export type UpstreamSession = { isModern: boolean; headers: Record<string, string> }

export type SessionCache = {
  find: (upstream: Upstream, clientSessionId: string) => UpstreamSession | undefined
  keep: (upstream: Upstream, clientSessionId: string, session: UpstreamSession) => void
  forget: (upstream: Upstream, clientSessionId: string) => void
  /** All of a client session. */
  forgetClient: (clientSessionId: string) => void
  close: () => void
}

type Kept = UpstreamSession & { clientSessionId: string; connectionId: string; serverId: string }

export function createSessionCache(): SessionCache {
  const known = new LRUCache<string, Kept>({ max: cachedMax, ttl: sessionCacheMs })
  const drop = (matches: (kept: Kept) => boolean) => {
    for (const [name, kept] of known.entries()) if (matches(kept)) known.delete(name)
  }
  const close = subscribe((notice) => {
    if (notice.kind === 'connection.changed') drop(({ connectionId }) => connectionId === notice.connectionId)
    if (notice.kind === 'anything.changed') known.clear()
    if (notice.kind === 'server.changed') drop(({ serverId }) => serverId === notice.serverId)
  })

  return {
    find: (upstream, clientSessionId) => known.get(sessionName(upstream, clientSessionId)),
    keep: (upstream, clientSessionId, session) => {
      const { id: connectionId, serverId } = upstream.connection
      known.set(sessionName(upstream, clientSessionId), { ...session, clientSessionId, connectionId, serverId })
    },
    forget: (upstream, clientSessionId) => void known.delete(sessionName(upstream, clientSessionId)),
    forgetClient: (clientSessionId) => drop((kept) => kept.clientSessionId === clientSessionId),
    close,
  }
}

export function sessionName({ connection, standsOn }: Upstream, clientSessionId: string): string {
  return `${clientSessionId}/${connection.id}/${standsOn}`
}
