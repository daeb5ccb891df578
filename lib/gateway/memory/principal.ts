/**
 * Who calls: the agent key of a request and the person it acts for. Verified keys are kept for a moment, under the
 * hash of their text. Unknown keys are never kept.
 */
import type { IncomingMessage } from 'node:http'
import { hashToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { type KeyPrincipal, type KeyVerdict, verifyKey } from '#lib/projects/verify-key.ts'
import { cacheMs } from '../limits.ts'
import { createKept } from './kept.ts'
import type { StandsOn } from './stands-on.ts'

export type CallerVerdict = KeyVerdict | { ok: false; reason: 'missing' }

export type PrincipalCache = {
  /** The verdict on a request's `Authorization: Bearer` (or `x-api-key`) key. */
  verify: (req: IncomingMessage) => Promise<CallerVerdict>
  close: () => void
}

const keyCharsMax = 200

export function createPrincipalCache(): PrincipalCache {
  const verdicts = createKept<KeyVerdict>({
    ttlMs: cacheMs,
    standsOn: (verdict) => (verdict.ok ? standsOn(verdict.principal) : null),
  })

  async function verify(req: IncomingMessage): Promise<CallerVerdict> {
    if (!req.headers.authorization && !req.headers['x-api-key']) return { ok: false, reason: 'missing' }
    const text = readKey(req)
    if (!text) return { ok: false, reason: 'unknown' }
    const name = Buffer.from(hashToken(text)).toString('base64')
    const known = verdicts.find(name)
    if (known?.ok && !hasExpired(known.principal)) return known
    return verdicts.learn(name, () => verifyKey(database(), text))
  }
  return { verify, close: verdicts.close }
}

export function standsOn({ keyId, personId, projectId }: KeyPrincipal): StandsOn {
  return { keyId, personId, projectId }
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
