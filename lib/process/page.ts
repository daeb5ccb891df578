/** What pages need besides what every request meets: an address and a body that can be read, and headers of their own. */
import type { IncomingMessage } from 'node:http'
import { env } from '#lib/env.ts'
import type { Refusal } from './find-refusal.ts'

const methods = ['GET', 'HEAD', 'POST']
const bodyBytesMax = 4 * 1_048_576

/** What no page could answer: a method, an address that does not decode, a body without an end. Null when one can. */
export function findUnreadable({
  method = '',
  url = '/',
  headers,
}: Pick<IncomingMessage, 'method' | 'url' | 'headers'>): Refusal | null {
  if (!methods.includes(method)) {
    return { status: 405, message: 'There is nothing here for this method.', headers: { allow: methods.join(', ') } }
  }
  if (!isReadable(url)) return { status: 400, message: 'This address is mistyped: it cannot be decoded.' }
  if (headers['transfer-encoding'] !== undefined) {
    return { status: 411, message: 'Say how long the body is (Content-Length).' }
  }
  if (Number(headers['content-length'] ?? 0) <= bodyBytesMax) return null
  return { status: 413, message: `What was sent is larger than ${bodyBytesMax / 1_048_576} MiB.` }
}

/** No text that is kept holds a NUL, so no address names one. */
function isReadable(url: string): boolean {
  try {
    return !url.includes('%00') && decodeURI(url.split('?', 1)[0] ?? '') !== ''
  } catch {
    return false
  }
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
