import { env } from '#lib/env.ts'
import { hostOf } from './host.ts'

/** Where Jetway is: the names and origins that are its own. */
export type Site = { url: string; protocol: string; hosts: string[]; origins: string[] }

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']
let known: Site | undefined

/** All of it follows from JETWAY_URL. When that is this machine's, all its loopback spellings count. */
export function site(): Site {
  const { url } = env()
  if (known?.url !== url) known = siteAt(url)
  return known
}

function siteAt(url: string): Site {
  const { protocol, hostname, host, port } = new URL(url)
  const local = loopbackNames.map((name) => (port ? `${name}:${port}` : name))
  const hosts = loopbackNames.includes(hostname) ? local : [hostOf(host, protocol) ?? host]
  return { url, protocol, hosts, origins: hosts.map((name) => `${protocol}//${name}`) }
}
