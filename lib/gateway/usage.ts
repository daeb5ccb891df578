/**
 * What is written behind the answers: when keys and credentials were last used (in batches), and that a server refused
 * a credential. A write that fails is logged and never reaches a caller.
 */
import { rejectCredential } from '#lib/credentials/reject-credential.ts'
import { touchCredentials } from '#lib/credentials/touch-credentials.ts'
import { database } from '#lib/db/database.ts'
import { log } from '#lib/log.ts'
import { touchKey } from '#lib/projects/verify-key.ts'

export type Usage = {
  note: (keyId: string, credentialId: string | null) => void
  /** `since`: when the refused call began; values given later are not meant. */
  reject: (credentialId: string, reason: string, since: Date) => void
  close: () => Promise<void>
}

const flushMs = 10_000

export function createUsage(): Usage {
  const keys = new Set<string>()
  const credentials = new Map<string, Date>()
  const pending = new Set<Promise<unknown>>()

  async function flush(): Promise<void> {
    const usedKeys = [...keys]
    const usedCredentials = new Map(credentials)
    keys.clear()
    credentials.clear()
    await touchKey(database(), usedKeys)
    await touchCredentials(database(), usedCredentials)
  }
  const behind = (work: Promise<unknown>, what: string) => {
    const guarded = work.catch((error: unknown) => log.warn(what, { error })).finally(() => pending.delete(guarded))
    pending.add(guarded)
  }
  const timer = setInterval(() => behind(flush(), 'last use was not written'), flushMs).unref()

  return {
    note: (keyId, credentialId) => {
      keys.add(keyId)
      if (credentialId) credentials.set(credentialId, new Date())
    },
    reject: (credentialId, reason, startedAt) =>
      behind(rejectCredential(database(), credentialId, reason, { startedAt }), 'a refusal was not written'),
    close: async () => {
      clearInterval(timer)
      behind(flush(), 'last use was not written')
      await Promise.all(pending)
    },
  }
}
