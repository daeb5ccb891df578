/**
 * A client's request as an upstream of its family expects it: the tool's own name, and the modern family's `_meta` and
 * headers put on or taken off where the two differ. Everything else stays as it came.
 */
import { isObject, type JsonObject } from '#lib/mcp/json-rpc.ts'
import { clientInfo, encodeHeader, mcpHeaders, metaKeys, modernVersion } from '#lib/mcp/protocol.ts'
import type { UpstreamSession } from '../memory/session-cache.ts'
import type { ClientRequest } from '../read-message.ts'

export type UpstreamMessage = { body: JsonObject; headers: Record<string, string> }

const modernPrefix = 'io.modelcontextprotocol/'

/** `id` replaces the message's own; `params` its parameters. */
export function toUpstreamMessage(
  message: Pick<ClientRequest, 'method' | 'isModern'> & { id: string | number; params: JsonObject },
  session: UpstreamSession,
): UpstreamMessage {
  const { id, method, params } = message
  const meta = isObject(params._meta) ? params._meta : undefined
  const body = { jsonrpc: '2.0', id, method }
  if (session.era === 'legacy') {
    const kept = meta && Object.fromEntries(Object.entries(meta).filter(([name]) => !name.startsWith(modernPrefix)))
    return { body: { ...body, params: { ...params, ...(kept && { _meta: kept }) } }, headers: session.headers }
  }
  const own = message.isModern ? {} : modernMeta
  const headers: Record<string, string> = {
    [mcpHeaders.protocolVersion]: modernVersion,
    [mcpHeaders.method]: method,
  }
  if (typeof params.name === 'string') headers[mcpHeaders.name] = encodeHeader(params.name)
  return { body: { ...body, params: { ...params, _meta: { ...meta, ...own } } }, headers }
}

const modernMeta = {
  [metaKeys.protocolVersion]: modernVersion,
  [metaKeys.clientInfo]: clientInfo,
  [metaKeys.clientCapabilities]: {},
}
