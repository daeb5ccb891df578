/**
 * What every request meets first. It is given one meaning, its id and its client's address; then Host and Origin are
 * checked. Headers that only Jetway may set are taken off and set anew. Trusts the socket, and as many proxies as
 * configured for the client's address, never for a host.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { env } from '#lib/env.ts'
import { allowOrigin, answerPreflight, isPreflight } from './cors.ts'
import { findRefusal, isAllowedOrigin, isOpenToOrigins, type Place, placeOf, type Refusal } from './find-refusal.ts'
import { originOf } from './host.ts'
import { logRequest } from './log-request.ts'
import { securityHeaders } from './page.ts'
import { site } from './site.ts'
import { readTarget } from './target.ts'

const noTarget = { status: 400, message: 'A request names one host, and a path that begins with one slash.' }

/** Whether a bind address or host name is only reachable from this machine. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** Where a request may go; null when it has been answered: it may not, or it only asked whether it might. */
export function admit(req: IncomingMessage, res: ServerResponse): Place | null {
  const target = readTarget(req, site().protocol)
  const place = placeOf(target?.path ?? '/')
  if (target) req.url = target.path
  const { origin } = req.headers
  markRequest(req, res, target?.host ?? null)
  if (place !== 'health') logRequest(req, res)
  if (isOpenToOrigins(place)) {
    res.setHeader('vary', 'Origin')
    if (origin !== undefined && isAllowedOrigin(place, originOf(origin))) allowOrigin(res, origin)
  }
  const refusal = target ? findRefusal(place, target.host, req) : noTarget
  if (refusal) return refuse(res, refusal)
  if (isOpenToOrigins(place) && isPreflight(req)) return answerPreflight(req, res)
  if (place === 'page') for (const [name, value] of securityHeaders()) res.setHeader(name, value)
  return place
}

/** Ends the connection, too: whatever else comes on it is not wanted either. */
function refuse(res: ServerResponse, { status, message, headers }: Refusal): null {
  const code = status === 403 ? 'forbidden' : 'invalid'
  res.writeHead(status, { 'content-type': 'application/json', connection: 'close', ...headers })
  res.end(JSON.stringify({ error: { code, message } }))
  return null
}

/**
 * Gives the request its id, its client's address and its path, for both halves. Next builds addresses and compares
 * origins by the forwarded headers, so those are ours.
 */
function markRequest(req: IncomingMessage, res: ServerResponse, host: string | null): void {
  const { headers } = req
  for (const name of Object.keys(headers)) {
    if (/^x-jetway-|^(x-forwarded-port|forwarded)$/.test(name)) delete headers[name]
  }
  const requestId = crypto.randomUUID()
  headers['x-request-id'] = requestId
  headers['x-jetway-address'] = clientAddress(req)
  headers['x-jetway-path'] = req.url ?? '/'
  headers.host = headers['x-forwarded-host'] = host ?? ''
  headers['x-forwarded-proto'] = site().protocol.slice(0, -1)
  if (headers.origin !== undefined) headers.origin = originOf(headers.origin)
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
