/**
 * What a request asks for, and of which host. Every form that HTTP has for it ends as one path and one host here.
 * https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
import type { IncomingMessage } from 'node:http'
import { hostOf } from './host.ts'

/** `host` is null where HTTP/1.0 names none. */
export type Target = { path: string; host: string | null }

type Asked = Pick<IncomingMessage, 'method' | 'url' | 'httpVersion' | 'rawHeaders'>

/** Null for two Hosts or none, for an address that is not a path, and for CONNECT, which has none. */
export function readTarget(req: Asked, protocol: string): Target | null {
  const { rawHeaders: raw, url = '' } = req
  const [name, ...others] = raw.filter((_, index) => index % 2 === 1 && raw[index - 1]?.toLowerCase() === 'host')
  if (req.method === 'CONNECT' || others.length > 0 || (name === undefined && req.httpVersion !== '1.0')) return null
  const host = name === undefined ? null : hostOf(name, protocol)
  if (name !== undefined && host === null) return null
  const [, authority, rest = url] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(url) ?? []
  if (authority !== undefined && (host === null || hostOf(authority, protocol) !== host)) return null
  const path = authority !== undefined && !rest.startsWith('/') ? `/${rest}` : rest
  return isPath(path) ? { path, host } : null
}

/** One slash: two would name a host to whoever builds an address from it. */
function isPath(text: string): boolean {
  return /^\/(?![/\\])/.test(text)
}
