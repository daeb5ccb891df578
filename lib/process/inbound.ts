/**
 * What every request meets first. Host and Origin are checked against JETWAY_URL (DNS rebinding, cross-site calls);
 * headers that only Jetway may set are taken off and set anew. Trusts the socket, and as many proxies as configured.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { env } from '#lib/env.ts'

const pageBodyBytesMax = 4 * 1_048_576
const loopbackNames = ['localhost', '127.0.0.1', '[::1]']

/** Whether a bind address or host name is only reachable from this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** Answers 403 for a foreign Host or Origin; `true` when it has answered. */
export function refuseForeign(req: IncomingMessage, res: ServerResponse): boolean {
  const origins = allowedOrigins()
  const hosts = origins.map((origin) => new URL(origin).host)
  const host = req.headers.host?.toLowerCase()
  const { origin } = req.headers
  const isKnown =
    host !== undefined && hosts.includes(host) && (origin === undefined || origins.includes(origin.toLowerCase()))
  if (isKnown) return false
  const message = 'This address is not served here (Host or Origin differs from JETWAY_URL).'
  return refuse(res, 403, { code: 'forbidden', message })
}

/** Answers what no page could read: an address that does not decode, a body without an end; `true` when it has answered. */
export function refuseUnreadable(req: IncomingMessage, res: ServerResponse): boolean {
  if (!isReadable(req.url ?? '/')) {
    return refuse(res, 400, { code: 'invalid', message: 'This address is mistyped: it cannot be decoded.' })
  }
  if (req.headers['transfer-encoding'] !== undefined) {
    return refuse(res, 411, { code: 'invalid', message: 'Say how long the body is (Content-Length).' })
  }
  if (Number(req.headers['content-length'] ?? 0) <= pageBodyBytesMax) return false
  const message = `What was sent is larger than ${pageBodyBytesMax / 1_048_576} MiB.`
  return refuse(res, 413, { code: 'invalid', message })
}

/** No text that is kept holds a NUL, so no address names one. */
function isReadable(url: string): boolean {
  try {
    return !url.includes('%00') && decodeURI(url.split('?', 1)[0] ?? '') !== ''
  } catch {
    return false
  }
}

function refuse(res: ServerResponse, status: number, error: { code: string; message: string }): true {
  res.writeHead(status, { 'content-type': 'application/json', connection: 'close' })
  res.end(JSON.stringify({ error }))
  return true
}

let known: { url: string; origins: string[] } | undefined

/** The origin of JETWAY_URL; when that is this machine's, all its loopback spellings. */
function allowedOrigins(): string[] {
  const { url } = env()
  if (known?.url === url) return known.origins
  const { origin, hostname, protocol, port } = new URL(url)
  const suffix = port ? `:${port}` : ''
  const isLocal = loopbackNames.includes(hostname)
  const origins = isLocal ? loopbackNames.map((name) => `${protocol}//${name}${suffix}`) : [origin]
  known = { url, origins }
  return origins
}

/** Gives the request its id, its client's address and its path, for both halves. */
export function markRequest(req: IncomingMessage, res: ServerResponse): void {
  for (const name of Object.keys(req.headers)) if (name.startsWith('x-jetway-')) delete req.headers[name]
  const requestId = crypto.randomUUID()
  req.headers['x-request-id'] = requestId
  req.headers['x-jetway-address'] = clientAddress(req)
  req.headers['x-jetway-path'] = req.url ?? '/'
  res.setHeader('x-request-id', requestId)
}

/** The address behind as many proxies as JETWAY_TRUST_PROXY says; each adds one entry at the right. */
export function clientAddress(req: Pick<IncomingMessage, 'headers' | 'socket'>): string {
  const forwarded = String(req.headers['x-forwarded-for'] ?? '')
  const hops = [
    ...forwarded
      .split(',')
      .map((part) => part.trim())
      .filter(Boolean),
    req.socket.remoteAddress ?? '',
  ]
  const index = Math.max(0, hops.length - 1 - env().JETWAY_TRUST_PROXY)
  return hops[index] ?? ''
}

/** On every page. The content security policy comes from proxy.ts, which knows the nonce. */
export function securityHeaders(): [string, string][] {
  const headers: [string, string][] = [
    ['x-content-type-options', 'nosniff'],
    ['x-frame-options', 'DENY'],
    ['referrer-policy', 'no-referrer'],
    ['cross-origin-opener-policy', 'same-origin'],
    ['cross-origin-resource-policy', 'same-origin'],
    ['permissions-policy', 'camera=(), geolocation=(), microphone=(), payment=(), usb=()'],
  ]
  if (env().isSecure) headers.push(['strict-transport-security', 'max-age=31536000; includeSubDomains'])
  return headers
}
