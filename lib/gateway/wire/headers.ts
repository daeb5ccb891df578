/**
 * The headers of an upstream request, built from nothing: the protocol's own from an allow-list, then the declared
 * inputs. No client `Authorization`, `Cookie`, `Origin` or `X-Forwarded-*` ever travels upstream, and of an answer
 * only what is listed here travels back: no `Set-Cookie`, no `WWW-Authenticate`.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { mcpHeaders } from '#lib/mcp/protocol.ts'
import { type Mask, maskText } from './mask.ts'

const upstreamAllowed = ['accept', 'content-type', 'last-event-id', 'mcp-protocol-version', 'mcp-method', 'mcp-name']
const clientAllowed = ['content-type', 'content-length', 'mcp-protocol-version', 'retry-after', 'allow']
const userAgent = 'jetway'

/** `declared` comes last: a client cannot override what a server is given. */
export function toUpstreamHeaders(
  from: IncomingHttpHeaders,
  declared: Readonly<Record<string, string>>,
  sessionId: string | null,
): Record<string, string> {
  const headers: Record<string, string> = { 'user-agent': userAgent }
  for (const name of upstreamAllowed) {
    const value = from[name]
    if (typeof value === 'string') headers[name] = value
  }
  for (const [name, value] of Object.entries(from)) {
    if (name.startsWith(mcpHeaders.paramPrefix) && typeof value === 'string') headers[name] = value
  }
  if (sessionId !== null) headers[mcpHeaders.sessionId] = sessionId
  return Object.assign(headers, declared)
}

/** What the client sees of an upstream's headers, without the values that were sent. */
export function toClientHeaders(from: IncomingHttpHeaders, mask: Mask): Record<string, string> {
  // Proxies on the way compress what they may change, and hold a stream back for it.
  const isFixed = /\bno-transform\b/i.test(String(from['cache-control'] ?? ''))
  const headers: Record<string, string> = { 'cache-control': isFixed ? 'no-store, no-transform' : 'no-store' }
  for (const name of clientAllowed) {
    const value = from[name]
    if (value !== undefined) headers[name] = maskText([value].flat().join(', '), mask)
  }
  if (isStream(from)) headers['x-accel-buffering'] = 'no'
  return headers
}

export function isStream(headers: IncomingHttpHeaders): boolean {
  return String(headers['content-type'] ?? '')
    .toLowerCase()
    .startsWith('text/event-stream')
}
