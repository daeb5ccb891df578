/**
 * The words of the protocol: versions, header names, `_meta` keys, error codes. Constants only, so that the gateway can
 * use them on its hot path. Two families: *legacy* opens with `initialize` and may have sessions; *modern* is stateless.
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
