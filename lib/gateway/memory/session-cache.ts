/**
 * Upstream sessions in memory, under client session, connection and what they stand on: with other values a session is never
 * used on. The table has them all.
 */
import type { Session } from '#lib/mcp/session.ts'
import { sessionCacheMs } from '../limits.ts'
import { createKept } from './kept.ts'
import type { StandsOn } from './stands-on.ts'
import type { Upstream } from './upstream.ts'

/** `headers`: what every further request of the session carries. Modern upstreams have no sessions. */
export type UpstreamSession = Pick<Session, 'headers' | 'capabilities'> & { era: 'legacy' | 'modern' }

export type SessionCache = {
  find: (upstream: Upstream, clientSessionId: string) => UpstreamSession | undefined
  keep: (upstream: Upstream, clientSessionId: string, session: UpstreamSession) => void
  forget: (upstream: Upstream, clientSessionId: string) => void
  close: () => void
}

type KeptSession = { session: UpstreamSession; on: StandsOn }

export function createSessionCache(): SessionCache {
  const sessions = createKept<KeptSession>({ ttlMs: sessionCacheMs, isLetGo: true, standsOn: ({ on }) => on })

  return {
    find: (upstream, clientSessionId) => sessions.find(sessionName(upstream, clientSessionId))?.session,
    keep: (upstream, clientSessionId, session) => {
      const { id: connectionId, serverId } = upstream.connection
      const on = { connectionId, serverIds: [serverId], clientSessionId }
      sessions.keep(sessionName(upstream, clientSessionId), { session, on })
    },
    forget: (upstream, clientSessionId) => sessions.forget(sessionName(upstream, clientSessionId)),
    close: sessions.close,
  }
}

export function sessionName({ connection, standsOn }: Upstream, clientSessionId: string): string {
  return `${clientSessionId}/${connection.id}/${standsOn}`
}
