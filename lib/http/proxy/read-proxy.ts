/**
 * The operator's proxy, out of its address. Its user name and password become one header here and are in nothing else.
 */
import { isIP } from 'node:net'
import { classifyAddress } from '../classify-address.ts'

/** `authorization`: the header's value. `skips`: whether a host is reached without the proxy (`NO_PROXY`). */
export type OutboundProxy = {
  isSecure: boolean
  host: string
  port: number
  authorization: string | null
  skips: (host: string, port: number) => boolean
}

/** Null when the address is not that of an http or https proxy. `exceptions` is in the form of `NO_PROXY`. */
export function readProxy(address: string, exceptions = ''): OutboundProxy | null {
  const url = URL.parse(address.trim())
  if (!url || !/^https?:$/.test(url.protocol) || url.hostname === '') return null
  const afterHost = url.pathname + url.search + url.hash
  if (afterHost !== '/') return null
  const isSecure = url.protocol === 'https:'
  const login = readLogin(url)
  if (login === undefined) return null
  return {
    isSecure,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port: Number(url.port || (isSecure ? 443 : 80)),
    authorization: login && `Basic ${Buffer.from(login).toString('base64')}`,
    skips: readExceptions(exceptions),
  }
}

/** Undefined when it cannot be decoded. */
function readLogin({ username, password }: URL): string | null | undefined {
  if (!username && !password) return null
  try {
    return `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  } catch {
    return undefined
  }
}

/** As curl and Go read it: names with what is below them, addresses, networks, `*`; each may name a port. */
function readExceptions(text: string): OutboundProxy['skips'] {
  const entries = text
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .map(readException)
  return (host, port) => entries.some((entry) => (entry.port === null || entry.port === port) && entry.means(host))
}

type Exception = { port: number | null; means: (host: string) => boolean }

function readException(entry: string): Exception {
  const [, bracketed, plain = entry, port] = /^(?:\[(.+)\]|([^:]*))(?::(\d+))?$/.exec(entry) ?? []
  const name = (bracketed ?? plain).replace(/^\*?\./, '').replace(/\.$/, '')
  const isBelow = entry.startsWith('*.')
  return {
    port: port ? Number(port) : null,
    means: (host) => {
      if (name === '*') return true
      if (isIP(host) !== 0) return host === name || classifyAddress(host, { allowNetworks: [name] }) === 'allowed'
      return (host === name && !isBelow) || host.endsWith(`.${name}`)
    },
  }
}
