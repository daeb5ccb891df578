/**
 * Who calls: the agent key of a request and the person it acts for. Verified keys are kept for a moment, under the
 * hash of their text; the bus drops a key at once when it or its person changes. Unknown keys are never kept.
 */
import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'
import { hashToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { subscribe } from '#lib/events/bus.ts'
import { type KeyPrincipal, type KeyVerdict, verifyKey } from '#lib/projects/verify-key.ts'
import { cachedMax, cacheMs } from '../limits.ts'

export type CallerVerdict = KeyVerdict | { ok: false; reason: 'missing' }

export type PrincipalCache = {
  /** The verdict on a request's `Authorization: Bearer` (or `x-api-key`) key. */
  verify: (req: IncomingMessage) => Promise<CallerVerdict>
  close: () => void
}

const keyCharsMax = 200

export function createPrincipalCache(): PrincipalCache {
  const known = new LRUCache<string, KeyPrincipal>({ max: cachedMax, ttl: cacheMs })
  const drop = (matches: (principal: KeyPrincipal) => boolean) => {
    for (const [name, principal] of known.entries()) if (matches(principal)) known.delete(name)
  }
  let changes = 0
  const close = subscribe((notice) => {
    changes += 1
    if (notice.kind === 'anything.changed') known.clear()
    if (notice.kind === 'key.changed') drop(({ keyId }) => keyId === notice.keyId)
    if (notice.kind === 'person.changed') drop(({ personId }) => personId === notice.personId)
    if (notice.kind === 'project.changed') drop(({ projectId }) => projectId === notice.projectId)
  })

  async function verify(req: IncomingMessage): Promise<CallerVerdict> {
    if (!req.headers.authorization && !req.headers['x-api-key']) return { ok: false, reason: 'missing' }
    const text = readKey(req)
    if (!text) return { ok: false, reason: 'unknown' }
    const name = Buffer.from(hashToken(text)).toString('base64')
    const principal = known.get(name)
    if (principal && !hasExpired(principal)) return { ok: true, principal }
    // A key that was read while something changed may have been revoked since.
    const before = changes
    const verdict = await verifyKey(database(), text)
    if (verdict.ok && changes === before) known.set(name, verdict.principal)
    return verdict
  }
  return { verify, close }
}

/** The key of a request, or null. RFC 6750 2.1; `x-api-key` for clients that cannot set Authorization. */
function readKey(req: IncomingMessage): string | null {
  const bearer = /^Bearer +(\S+) *$/i.exec(req.headers.authorization ?? '')?.[1]
  const text = bearer ?? req.headers['x-api-key']
  return typeof text === 'string' && text.length <= keyCharsMax ? text : null
}

function hasExpired({ expiresAt }: KeyPrincipal): boolean {
  return expiresAt !== null && expiresAt <= new Date()
}
