/**
 * Which family a request is of, and that it says so as its family has it. Answered before anything is done.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/versioning
 */
import { isObject } from '#lib/mcp/json-rpc.ts'
import { legacyVersions, metaKeys, modernVersion, rpcErrors } from '#lib/mcp/protocol.ts'
import { Refusal } from '../refusal.ts'
import type { ClientMessage, ClientRequest } from '../wire/read-message.ts'

/** Older than any that is spoken here, and still sent along by some clients. */
const knownHeaders: readonly string[] = [...legacyVersions, '2024-10-07']

/** `header`: `MCP-Protocol-Version`. Throws `Refusal`. */
export function requireVersion(message: ClientMessage, header: unknown): void {
  if (message.kind !== 'request') return
  if (message.isModern) return requireModern(message)
  if (message.method === 'initialize' || typeof header !== 'string') return
  if (header >= modernVersion && /^\d{4}-\d\d-\d\d$/.test(header)) throw missing(metaKeys.protocolVersion)
  if (knownHeaders.includes(header)) return
  const text = `This version of MCP is not spoken here: ${header.slice(0, 40)}.`
  throw new Refusal({ status: 400, code: rpcErrors.invalidRequest, message: text })
}

function requireModern({ params }: ClientRequest): void {
  const meta = isObject(params._meta) ? params._meta : {}
  const requested = meta[metaKeys.protocolVersion]
  if (requested !== modernVersion) {
    const data = { supported: [modernVersion], requested }
    throw new Refusal({
      status: 400,
      code: rpcErrors.unsupportedVersion,
      message: 'Unsupported protocol version',
      data,
    })
  }
  if (!isObject(meta[metaKeys.clientCapabilities])) throw missing(metaKeys.clientCapabilities)
}

function missing(key: string): Refusal {
  return new Refusal({ status: 400, code: rpcErrors.invalidParams, message: `params._meta lacks "${key}".` })
}
