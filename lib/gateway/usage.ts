/**
 * What the gateway writes about keys and credentials: when they were last used (in batches, behind the answers), and that
 * a server refused one (before the answer that sends its person to mend it). A write that fails is logged and never reaches a caller.
 */
import { doubtCredential, rejectCredential } from '#lib/credentials/reject-credential.ts'
import { touchCredentials } from '#lib/credentials/touch-credentials.ts'
import { database } from '#lib/db/database.ts'
import { log } from '#lib/log.ts'
import { touchKey } from '#lib/projects/verify-key.ts'

export type Usage = {
  note: (keyId: string, credential: { id: string } | null) => void
  /** Resolves once it is written, or could not be. `since`: when the refused call began; values given later are not meant. */
  reject: (credential: { id: string }, server: { serverName: string }, since: Date) => Promise<void>
  /** The same for values that their server never checked: they stay, with a word to their person. */
  doubt: (credential: { id: string }, server: { serverName: string }) => Promise<void>
  close: () => Promise<void>
}

const flushMs = 10_000

export function createUsage(): Usage {
  const keys = new Set<string>()
  const credentials = new Map<string, Date>()
  const pending = new Set<Promise<void>>()

  async function flush(): Promise<void> {
    const usedKeys = [...keys]
    const usedCredentials = new Map(credentials)
    keys.clear()
    credentials.clear()
    await touchKey(database(), usedKeys)
    await touchCredentials(database(), usedCredentials)
  }
  const guard = (work: Promise<unknown>, what: string): Promise<void> => {
    const settled = work.then(() => {}).catch((error: unknown) => log.warn(what, { error }))
    const guarded = settled.finally(() => pending.delete(guarded))
    pending.add(guarded)
    return guarded
  }
  const timer = setInterval(() => void guard(flush(), 'last use was not written'), flushMs).unref()

  return {
    note: (keyId, credential) => {
      keys.add(keyId)
      if (credential) credentials.set(credential.id, new Date())
    },
    reject: ({ id }, { serverName }, startedAt) => {
      const reason = `${serverName} answered 401.`
      return guard(rejectCredential(database(), id, reason, { startedAt }), 'a refusal was not written')
    },
    doubt: ({ id }, { serverName }) => {
      const reason = `${serverName} refused a call with these values (401).`
      return guard(doubtCredential(database(), id, reason), 'a refusal was not written')
    },
    close: async () => {
      clearInterval(timer)
      void guard(flush(), 'last use was not written')
      await Promise.all(pending)
    },
  }
}
