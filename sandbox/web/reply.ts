import type { IncomingHttpHeaders } from 'node:http'

export interface HttpRequest {
  method: string
  path: string
  headers: IncomingHttpHeaders
  /** The body as text, and parsed; `json` is undefined if it is not JSON. */
  body: { text: string; json: unknown }
}

export interface Reply {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}

export function jsonReply(status: number, content: unknown, headers: Record<string, string> = {}): Reply {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(content) }
}

export function emptyReply(status: number, headers: Record<string, string> = {}): Reply {
  return { status, headers, body: '' }
}

export function notFoundReply(): Reply {
  return { status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found' }
}

/** A request path without its query. */
export function toPathname(path: string): string {
  return path.split('?')[0] ?? path
}
