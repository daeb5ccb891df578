/**
 * Who may ask for what: the hosts and origins from which each part of Jetway is served (DNS rebinding, cross-site
 * calls). Must stay true: headers are compared here, never believed, and nothing is looked up.
 */
import type { IncomingMessage } from 'node:http'
import { isNameless } from './host.ts'
import { findUnreadable } from './page.ts'
import { site, withoutUsualPort } from './site.ts'

export type Place = 'health' | 'discovery' | 'gateway' | 'page'

export type Refusal = { status: number; message: string; headers?: Record<string, string> }

/** The part of Jetway that serves a path. */
export function placeOf(path: string): Place {
  const [name = '/'] = path.split('?', 1)
  if (name === '/health' || name === '/health/ready') return 'health'
  if (/^\/(\.well-known(\/.*)?|(register|authorize|token)\/?)$/.test(name)) return 'discovery'
  return name === '/mcp' || name.startsWith('/mcp/') ? 'gateway' : 'page'
}

/** Why a request may not go where it wants to, or null when it may. `host` is null where it names none. */
export function findRefusal(place: Place, host: string | null, req: IncomingMessage): Refusal | null {
  if (!isServed(place, host)) return place === 'page' && isOtherHost(host) ? sendOn(req) : foreignHost
  const { origin, expect } = req.headers
  if (origin !== undefined && !isAllowedOrigin(place, origin)) return foreignOrigin
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    return { status: 417, message: 'The one expectation that is met here is 100-continue.' }
  }
  return place === 'page' ? findUnreadable(req) : null
}

/** Where no cookie is read, so that pages of others may ask. */
export function isOpenToOrigins(place: Place): boolean {
  return place === 'gateway' || place === 'discovery'
}

/** Whether pages of an origin may ask there: our own anywhere, those of the list where a key is what counts. */
export function isAllowedOrigin(place: Place, origin: string): boolean {
  const { origins, otherOrigins } = site()
  if (origins.includes(origin)) return true
  const isListed = (entry: string) =>
    entry.endsWith('://*') ? origin.startsWith(entry.slice(0, -1)) : entry === origin
  return isOpenToOrigins(place) && otherOrigins.some(isListed)
}

const foreignHost = {
  status: 403,
  message: 'This host name is not served here. JETWAY_URL and JETWAY_ALLOW_HOSTS say which are.',
}
const foreignOrigin = {
  status: 403,
  message: 'Pages of this origin may not ask here. JETWAY_ALLOW_ORIGINS says whose may call /mcp.',
}

/** Load balancers probe by address, and nothing about health is secret. A name has to be ours there, too. */
function isServed(place: Place, host: string | null): boolean {
  if (place === 'health' && (host === null || isNameless(host))) return true
  if (place !== 'page' && isOtherHost(host)) return true
  return host !== null && site().hosts.includes(host)
}

function isOtherHost(host: string | null): boolean {
  return host !== null && site().otherHosts.includes(withoutUsualPort(host))
}

/** Pages have one address. It is JETWAY_URL's, whatever host a request names. */
function sendOn({ method, url = '/' }: IncomingMessage): Refusal {
  const message = `Pages are served at ${site().url} only. Open them there.`
  if (method !== 'GET' && method !== 'HEAD') return { status: 403, message }
  return { status: 307, message, headers: { location: site().url + url, 'cache-control': 'no-store' } }
}
