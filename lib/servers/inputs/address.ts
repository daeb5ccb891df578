/**
 * Addresses of which a part is a value: `{name}` in a segment of the path. What takes its place is percent-encoded whole, so
 * that a value can be read as nothing but its part of the segment. https://www.rfc-editor.org/rfc/rfc3986#section-3.3
 */
import { refuseFieldName } from './input-policy.ts'

/** As it was written, and as the parser of addresses spells it. */
const placeholder = /(?:\{|%7B)([A-Za-z]\w*)(?:\}|%7D)/gi

/** The names of the values that the path of an address takes, each once. */
export function placeholdersOf(address: string): string[] {
  const path = URL.parse(address)?.pathname ?? ''
  const names = [...path.matchAll(placeholder)].map(([, name = '']) => name)
  return [...new Set(names)].filter((name) => refuseFieldName(name) === null)
}

/** An address as people read it. */
export function showAddress(address: string): string {
  return address.replace(placeholder, '{$1}')
}

/** Everything but letters, digits and `-._~` (RFC 3986 2.3). */
export function encode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}

/** Names of values with which a segment would be `.` or `..`, that is another address. */
export function findDotSegment(address: string, encoded: ReadonlyMap<string, string>): string[] {
  const segments = URL.parse(address)?.pathname.split('/') ?? []
  const wrong = segments.find((segment) => {
    const filled = fill(segment, encoded)
    return filled !== segment && /^(?:\.|%2e){1,2}$/i.test(filled)
  })
  return [...(wrong ?? '').matchAll(placeholder)].map(([, name = '']) => name)
}

/** `pairs` come after those that the address has. */
export function addressOf(address: string, encoded: ReadonlyMap<string, string>, pairs: readonly string[]): URL {
  const url = new URL(address)
  url.pathname = fill(url.pathname, encoded)
  if (pairs.length > 0) url.search = [url.search.slice(1), ...pairs].filter((part) => part !== '').join('&')
  return url
}

function fill(path: string, encoded: ReadonlyMap<string, string>): string {
  return path.replace(placeholder, (whole, name: string) => encoded.get(name) ?? whole)
}
