/** Hosts and origins: how they are read, and what is wrong with those that an operator gives. Pure; says nothing of who is served. */

/** A host name and port as URLs compare them: lower case, no default port, no final dot. Null for what is no host. */
export function hostOf(text: string, protocol: string): string | null {
  if (!/^[^\s/?#@\\]+$/.test(text) || !URL.canParse(`${protocol}//${text}`)) return null
  const { hostname, port } = new URL(`${protocol}//${text}`)
  return hostname.replace(/\.$/, '') + (port && `:${port}`)
}

/** Whether a host names no name: an IP address, or this machine. Nobody's DNS decides where such a request goes. */
export function isNameless(host: string): boolean {
  return /^(\d+(\.\d+){3}|\[[\da-f:.]+\]|localhost)(:\d+)?$/.test(host)
}

/** An origin as browsers write it; of the web's, the host is read as `hostOf` reads it. */
export function originOf(text: string): string {
  const origin = text.toLowerCase()
  const [, protocol = '', host = ''] = /^(https?:)\/\/(.+)$/.exec(origin) ?? []
  const known = hostOf(host, protocol)
  return known === null ? origin : `${protocol}//${known}`
}

/** What is wrong with an address for JETWAY_URL, as the rest of a sentence; null when nothing is. */
export function faultOfUrl(text: string): string | null {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return 'must be an address such as https://jetway.example.com'
  const { pathname, search, hash, username, password } = new URL(text)
  if (pathname !== '/') return 'must not have a path: Jetway needs a host name of its own'
  if (search || hash) return 'must end with the host: Jetway adds paths and queries itself'
  return username || password ? 'must not have a user name or a password: it is shown to everyone' : null
}

/** The same of an entry of JETWAY_ALLOW_HOSTS. */
export function faultOfHost(text: string): string | null {
  if (text.includes('://')) return 'is a whole address: give its host, such as jetway.internal or jetway.internal:3000'
  if (text.includes('*')) return 'has a wildcard: name each host'
  return hostOf(text, 'https:') === null
    ? 'is no host name: give one such as jetway.internal or jetway.internal:3000'
    : null
}

/** The same of an entry of JETWAY_ALLOW_ORIGINS. */
export function faultOfOrigin(text: string): string | null {
  if (text === 'null' || /^(?!https?:)[a-z][a-z\d+.-]*:\/\/(\*|[^\s/?#@*]*)$/i.test(text)) return null
  if (text === '*') return 'would let every page in: name each origin'
  const [, host] = /^https?:\/\/([^/]*)\/?$/i.exec(text) ?? []
  if (host === undefined)
    return 'is no origin: give one as browsers send it, such as https://app.example.com, without a path'
  return faultOfHost(host)
}
