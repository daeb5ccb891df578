/**
 * Where a redirect may lead. Within the origin: anywhere, asked in the same way. To another origin: only when the caller
 * allows it, only without a body, never from https to http, and then with nothing of the caller's headers but `accept`
 * and `content-type`. A POST follows only where its method is kept (307, 308).
 * Must stay true: a credential never follows a redirect to another origin. https://www.rfc-editor.org/rfc/rfc9110#section-15.4
 */
import { checkUrl } from './check-url.ts'
import { OutboundError } from './errors.ts'
import type { OutboundPolicy } from './policy.ts'

/** Where to, and with what. */
export type Hop = { url: URL; method: string; headers: Readonly<Record<string, string>>; body: string | null }

export type Redirect = { status: number; location: string }

export type HopRules = { policy: OutboundPolicy; crossOriginRedirects: 'refuse' | 'follow' }

export type NextHop = { ok: true; hop: Hop } | { ok: false; error: OutboundError }

const methodIsKept = new Set([307, 308])
const harmless = new Set(['accept', 'content-type'])

export function nextHop(from: Hop, { status, location }: Redirect, rules: HopRules): NextHop {
  const target = URL.parse(location, from.url)
  if (!target) return refuse(from, 'an address that cannot be read')
  target.hash = ''

  const checked = checkUrl(target, rules.policy)
  if (!checked.ok) return refuse(from, 'an address that is not public or not https')
  const { url } = checked
  const shown = url.origin + url.pathname
  const isRead = from.method === 'GET' || from.method === 'HEAD'
  if (!isRead && !methodIsKept.has(status)) return refuse(from, shown, shown)
  if (url.origin === from.url.origin) return { ok: true, hop: { ...from, url } }

  const isDowngrade = from.url.protocol === 'https:' && url.protocol === 'http:'
  if (rules.crossOriginRedirects === 'refuse' || !isRead || isDowngrade) return refuse(from, shown, shown)
  return { ok: true, hop: { ...from, url, headers: withoutCredentials(from.headers) } }
}

function withoutCredentials(headers: Hop['headers']): Hop['headers'] {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => harmless.has(name.toLowerCase())))
}

function refuse(from: Hop, where: string, location?: string): NextHop {
  const advice = location ? 'If you trust that address, enter it instead.' : 'Check the address.'
  const message = `${from.url.host} redirects to ${where}, which is not followed.`
  return { ok: false, error: new OutboundError('redirect', message, { advice, ...(location && { location }) }) }
}
