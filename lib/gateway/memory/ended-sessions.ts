/** Which client sessions their clients have ended, looked up once in a while for each that is in use. */
import { database } from '#lib/db/database.ts'
import { sessionCacheMs } from '../limits.ts'
import { createKept } from './kept.ts'

export type EndedSessions = { has: (clientSessionId: string) => Promise<boolean>; close: () => void }

type Looked = { clientSessionId: string; isEnded: boolean }

export function createEndedSessions(): EndedSessions {
  const looked = createKept<Looked>({
    ttlMs: sessionCacheMs,
    isLetGo: true,
    standsOn: ({ clientSessionId }) => ({ clientSessionId }),
  })
  const look = async (clientSessionId: string): Promise<Looked> => {
    const count = await database().endedSession.count({ where: { clientSessionId } })
    return { clientSessionId, isEnded: count > 0 }
  }
  return {
    has: async (id) => (looked.find(id) ?? (await looked.learn(id, () => look(id)))).isEnded,
    close: looked.close,
  }
}
