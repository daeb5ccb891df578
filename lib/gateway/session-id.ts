/**
 * Session ids as clients see them: what the gateway must remember, signed, so that any replica serves any request and a
 * restart is invisible. Bound to the key's person and the endpoint; never a proof of identity by itself.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#session-hijacking
 */
import { deriveKey, isSigned, sign } from '#lib/crypto/derive.ts'
import { env } from '#lib/env.ts'

/**
 * `upstream`: the server's own id (transparent) or ours (aggregated). `standsOn`: the values that a server's own session was
 * opened with; it ends with them.
 */
export type SessionMemory = { upstream: string; protocolVersion: string; canElicitUrl: boolean; standsOn?: string }

const charsMax = 4_096

/** The id to hand out. `binding` names whom and what it is for. */
export function toSessionId(memory: SessionMemory, binding: readonly string[]): string {
  const { upstream, protocolVersion, canElicitUrl, standsOn } = memory
  const text = JSON.stringify([upstream, protocolVersion, canElicitUrl ? 1 : 0, standsOn])
  const payload = Buffer.from(text).toString('base64url')
  return `${payload}.${sign(keys()[0], payload, ...binding)}`
}

/** What an id remembers, or null when it was not made here for this binding. */
export function readSessionId(id: unknown, binding: readonly string[]): SessionMemory | null {
  if (typeof id !== 'string' || id.length > charsMax) return null
  const [payload, signature, ...rest] = id.split('.')
  if (!payload || !signature || rest.length > 0) return null
  if (!keys().some((key) => isSigned(key, signature, payload, ...binding))) return null
  const [upstream, protocolVersion, canElicitUrl, standsOn] = JSON.parse(Buffer.from(payload, 'base64url').toString())
  return { upstream, protocolVersion, canElicitUrl: canElicitUrl === 1, ...(standsOn && { standsOn }) }
}

let derived: { from: string; keys: [Buffer, ...Buffer[]] } | undefined

/** The signing key, and the one before a rotation, which still verifies. */
function keys(): [Buffer, ...Buffer[]] {
  const { masterKey, masterKeyPrevious } = env()
  if (derived?.from === `${masterKey}/${masterKeyPrevious}`) return derived.keys
  const older = masterKeyPrevious ? [deriveKey(masterKeyPrevious, 'mcp-session')] : []
  derived = { from: `${masterKey}/${masterKeyPrevious}`, keys: [deriveKey(masterKey, 'mcp-session'), ...older] }
  return derived.keys
}
