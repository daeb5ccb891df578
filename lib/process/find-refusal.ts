/**
 * Who may ask for what: the hosts and origins from which each part of Jetway is served (DNS rebinding, cross-site
 * calls). Must stay true: headers are compared here, never believed, and nothing is looked up.
 */
import type { IncomingMessage } from 'node:http'
import { isNameless } from './host.ts'
import { findUnreadable } from './page.ts'
import { site } from './site.ts'

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
  if (!isServed(place, host)) {
    return { status: 403, message: 'This host name is not served here. JETWAY_URL says which one is.' }
  }
  const { origin, expect } = req.headers
  if (origin !== undefined && !site().origins.includes(origin.toLowerCase())) {
    return { status: 403, message: 'Pages of this origin may not ask here. JETWAY_URL says whose may.' }
  }
  if (expect !== undefined && expect.toLowerCase() !== '100-continue') {
    return { status: 417, message: 'The one expectation that is met here is 100-continue.' }
  }
  return place === 'page' ? findUnreadable(req) : null
}

/** Load balancers probe by address, and nothing about health is secret. A name has to be ours there, too. */
function isServed(place: Place, host: string | null): boolean {
  if (place === 'health' && (host === null || isNameless(host))) return true
  return host !== null && site().hosts.includes(host)
}
