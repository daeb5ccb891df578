/**
 * What lets a browser's or a desktop app's page call the gateway, for the origins that JETWAY_ALLOW_ORIGINS names. Must
 * stay true: never every origin, never credentials; the key is what counts. https://fetch.spec.whatwg.org/#http-cors-protocol
 */
import type { IncomingMessage, ServerResponse } from 'node:http'

const methods = 'GET, POST, DELETE'
const sent =
  'accept, authorization, content-type, last-event-id, x-api-key, mcp-method, mcp-name, mcp-protocol-version, mcp-session-id'
const read = 'mcp-session-id, mcp-protocol-version, www-authenticate, retry-after, x-request-id'
/** As long as any browser keeps it. */
const keptSeconds = '7200'

/** On every answer to an origin that may ask, the errors too: a client that cannot read them cannot say what is wrong. */
export function allowOrigin(res: ServerResponse, origin: string): void {
  res.setHeader('access-control-allow-origin', origin)
  res.setHeader('access-control-expose-headers', read)
}

/** Whether a browser asks what it may send. It never shows a key with that. */
export function isPreflight({ method, headers }: IncomingMessage): boolean {
  return method === 'OPTIONS' && headers.origin !== undefined && headers['access-control-request-method'] !== undefined
}

/** What of the protocol may be sent: its fixed headers, and those it names after a tool's parameters. */
export function answerPreflight({ headers }: IncomingMessage, res: ServerResponse): null {
  const asked = String(headers['access-control-request-headers'] ?? '').toLowerCase()
  const ofProtocol = asked
    .split(',')
    .map((name) => name.trim())
    .filter((name) => /^mcp-[a-z\d-]+$/.test(name))
  res.writeHead(204, {
    'access-control-allow-methods': methods,
    'access-control-allow-headers': [sent, ...ofProtocol].join(', '),
    'access-control-max-age': keptSeconds,
  })
  res.end()
  return null
}
