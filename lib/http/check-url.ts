/**
 * Whether an address that somebody typed, or a document named, may be requested at all. Decides what the text alone
 * can tell; what a name resolves to is decided when it is dialled (`dispatcher.ts`), never here.
 * Trusts the WHATWG parser to bring every spelling of an IP address to one form: https://url.spec.whatwg.org/#host-parsing
 */
import { isIP } from 'node:net'
import { classifyAddress } from './classify-address.ts'
import { urlCharsMax } from './limits.ts'
import type { OutboundPolicy } from './policy.ts'

type UrlRefusal = 'malformed' | 'scheme' | 'credentials_in_url' | 'fragment' | 'private_address'

export type CheckedUrl = { ok: true; url: URL } | { ok: false; reason: UrlRefusal; message: string }

const sentences: Record<UrlRefusal, string> = {
  malformed: 'This is not a complete address. It looks like https://example.com/mcp.',
  scheme: 'The address must begin with https://.',
  credentials_in_url: 'Leave the user name and password out of the address; they belong in a header.',
  fragment: 'Leave out the part from # on; it never reaches the server.',
  private_address:
    'This address is not on the public internet. An operator can open its network with JETWAY_ALLOW_NETWORKS.',
}

export function checkUrl(raw: string | URL, policy: OutboundPolicy): CheckedUrl {
  const url = parse(raw)
  if (!url) return refuse('malformed')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return refuse('scheme')
  if (url.username !== '' || url.password !== '') return refuse('credentials_in_url')
  if (url.href.includes('#')) return refuse('fragment')

  const reach = reachOf(hostOf(url), policy)
  if (reach === 'refused') return refuse('private_address')
  if (url.protocol === 'http:' && !mayBePlain(reach, policy)) return refuse('scheme')
  return { ok: true, url }
}

/** The host as sockets want it: no brackets around IPv6. */
export function hostOf(url: URL): string {
  return url.hostname.replace(/^\[|\]$/g, '')
}

/** The port that is meant where an address names none. */
export function portOf(url: URL): number {
  return Number(url.port) || (url.protocol === 'https:' ? 443 : 80)
}

function parse(raw: string | URL): URL | null {
  const text = String(raw).trim()
  // The parser would silently drop tabs and line breaks and turn backslashes into slashes.
  if (text.length > urlCharsMax || /[\s\\\p{Cc}\p{Cf}]/u.test(text) || !/^[a-z][a-z0-9+.-]*:\/\//i.test(text))
    return null

  const url = URL.parse(text)
  if (!url) return null
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return url
  if (url.hostname.endsWith('.')) url.hostname = url.hostname.replace(/\.+$/, '')
  return url.hostname === '' || url.hostname.endsWith('.') ? null : url
}

type Reach = 'public' | 'allowed' | 'refused' | 'name'

function reachOf(host: string, policy: OutboundPolicy): Reach {
  if (isIP(host) !== 0) return classifyAddress(host, policy)
  if (host !== 'localhost' && !host.endsWith('.localhost')) return 'name'
  const isOpen = ['127.0.0.1', '::1'].some((address) => classifyAddress(address, policy) === 'allowed')
  return isOpen ? 'allowed' : 'refused'
}

/** A name may turn out to be in an opened network; the dial has the last word on plain http. */
function mayBePlain(reach: Reach, policy: OutboundPolicy): boolean {
  return reach === 'allowed' || (reach === 'name' && policy.allowNetworks.length > 0)
}

function refuse(reason: UrlRefusal): CheckedUrl {
  return { ok: false, reason, message: sentences[reason] }
}
