/**
 * Session ids as clients see them: what the gateway must remember, sealed, so that any replica serves any request, a restart
 * is invisible, and a server's own id stays between it and us. Bound to the key's person and the endpoint; never a proof of
 * identity by itself.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/security_best_practices#session-hijacking
 */
import type { IncomingMessage } from 'node:http'
import { LRUCache } from 'lru-cache'
import { deriveKey } from '#lib/crypto/derive.ts'
import { open, type SealKey, seal } from '#lib/crypto/seal.ts'
import { env } from '#lib/env.ts'
import type { JsonObject } from '#lib/mcp/json-rpc.ts'
import { mcpHeaders } from '#lib/mcp/protocol.ts'
import { cachedMax } from '../limits.ts'
import type { ClientMessage } from './read-message.ts'

/**
 * `upstream`: the server's own id (transparent) or ours (aggregated). `standsOn`: the values that a server's own session was
 * opened with; it ends with them.
 */
export type SessionMemory = {
  upstream: string
  protocolVersion: string
  canElicitUrl: boolean
  standsOn?: string
  /** What the client said it is able to do. */
  capabilities?: JsonObject
  /** Milliseconds since 1970. */
  openedAt?: number
}

const charsMax = 4_096

/** The id that a request goes by. Who opens a session has none yet, and the modern family has none at all: an old id does not matter. */
export function givenSessionId({ headers }: IncomingMessage, message: ClientMessage | null): unknown {
  const isOpening = message?.kind === 'request' && message.method === 'initialize'
  return isOpening || message?.isModern ? undefined : headers[mcpHeaders.sessionId]
}

/** The id to hand out. `binding` names whom and what it is for. */
export function toSessionId(memory: SessionMemory, binding: readonly string[]): string {
  const { upstream, protocolVersion, canElicitUrl, standsOn, capabilities, openedAt } = memory
  const text = JSON.stringify([upstream, protocolVersion, canElicitUrl ? 1 : 0, standsOn, capabilities, openedAt])
  return Buffer.from(seal(keys()[0], Buffer.from(text), JSON.stringify(binding))).toString('base64url')
}

/** What an id remembers, or null when it was not made here for this binding. */
export function readSessionId(id: unknown, binding: readonly string[]): SessionMemory | null {
  if (typeof id !== 'string' || id.length > charsMax) return null
  const [first] = keys()
  const bound = JSON.stringify(binding)
  const name = `${id} ${bound}`
  const known = openedBy(first).get(name) ?? openSessionId(id, bound)
  if (known) openedBy(first).set(name, known)
  return known
}

function openSessionId(id: string, bound: string): SessionMemory | null {
  const sealed = Buffer.from(id, 'base64url')
  // Of the spellings that mean the same bytes only ours counts.
  if (sealed.toString('base64url') !== id) return null
  for (const key of keys()) {
    const text = open(key, sealed, bound)
    if (!text) continue
    const [upstream, protocolVersion, canElicitUrl, standsOn, capabilities, openedAt] = JSON.parse(
      Buffer.from(text).toString(),
    )
    const rest = { ...(standsOn && { standsOn }), ...(capabilities && { capabilities }), ...(openedAt && { openedAt }) }
    return { upstream, protocolVersion, canElicitUrl: canElicitUrl === 1, ...rest }
  }
  return null
}

/** What ids have opened to, under the key of today: a client sends its own with every request. */
function openedBy(key: SealKey): LRUCache<string, SessionMemory> {
  if (opened?.by !== key) opened = { by: key, ids: new LRUCache({ max: cachedMax }) }
  return opened.ids
}

let opened: { by: SealKey; ids: LRUCache<string, SessionMemory> } | undefined
let derived: { from: string; keys: [SealKey, ...SealKey[]] } | undefined

/** The key, and the one before a rotation, which still opens. */
function keys(): [SealKey, ...SealKey[]] {
  const { masterKey, masterKeyPrevious } = env()
  if (derived?.from === `${masterKey}/${masterKeyPrevious}`) return derived.keys
  const older = masterKeyPrevious ? [toKey(masterKeyPrevious)] : []
  derived = { from: `${masterKey}/${masterKeyPrevious}`, keys: [toKey(masterKey), ...older] }
  return derived.keys
}

function toKey(masterKey: string): SealKey {
  return { version: 1, key: deriveKey(masterKey, 'mcp-session') }
}
