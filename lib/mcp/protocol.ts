/**
 * The words of the protocol: versions, header names and how values stand in them, `_meta` keys, error codes. Two families: *legacy* opens with `initialize` and may have sessions; *modern* is stateless.
 * Legacy: https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
 * Modern: https://modelcontextprotocol.io/specification/2026-07-28/basic/transports
 */

export type Era = 'legacy' | 'modern' | 'dual'

/** Newest first. */
export const legacyVersions = ['2025-11-25', '2025-06-18', '2025-03-26', '2024-11-05'] as const
export const latestLegacyVersion = legacyVersions[0]
export const modernVersion = '2026-07-28'

/** Lower case, as Node gives them. */
export const mcpHeaders = {
  protocolVersion: 'mcp-protocol-version',
  sessionId: 'mcp-session-id',
  method: 'mcp-method',
  name: 'mcp-name',
  paramPrefix: 'mcp-param-',
  lastEventId: 'last-event-id',
} as const

/** Keys of `params._meta` and `result._meta` in the modern family. */
export const metaKeys = {
  protocolVersion: 'io.modelcontextprotocol/protocolVersion',
  clientInfo: 'io.modelcontextprotocol/clientInfo',
  clientCapabilities: 'io.modelcontextprotocol/clientCapabilities',
  serverInfo: 'io.modelcontextprotocol/serverInfo',
} as const

/** Which member of `params` the header `Mcp-Name` repeats. */
export const namedParam: ReadonlyMap<string, string> = new Map([
  ['tools/call', 'name'],
  ['prompts/get', 'name'],
  ['resources/read', 'uri'],
  ['tasks/get', 'taskId'],
  ['tasks/update', 'taskId'],
  ['tasks/cancel', 'taskId'],
])

export const rpcErrors = {
  parseError: -32700,
  invalidRequest: -32600,
  methodNotFound: -32601,
  invalidParams: -32602,
  internalError: -32603,
  sessionNotFound: -32001,
  headerMismatch: -32020,
  missingClientCapability: -32021,
  unsupportedVersion: -32022,
  urlElicitationRequired: -32042,
} as const

/** Answers that only a server of the modern family gives. */
export const modernErrors: ReadonlySet<number> = new Set([
  rpcErrors.headerMismatch,
  rpcErrors.missingClientCapability,
  rpcErrors.unsupportedVersion,
])

/** What a POST accepts: one JSON object, or a stream that holds the answer. */
export const postAccept = 'application/json, text/event-stream'

/** Who asks, where Jetway itself does. */
export const clientInfo = { name: 'jetway', version: '1' }

/** Values that are not printable ASCII travel in headers as `=?base64?…?=`. */
export function encodeHeader(value: string): string {
  return /^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/.test(value)
    ? value
    : `=?base64?${Buffer.from(value).toString('base64')}?=`
}

export function decodeHeader(value: string): string {
  const encoded = /^=\?base64\?(.*)\?=$/.exec(value)?.[1]
  return encoded === undefined ? value : Buffer.from(encoded, 'base64').toString('utf8')
}
