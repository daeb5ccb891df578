import { type Env, env } from '#lib/env.ts'
import { hostOf, originOf } from './host.ts'

/** Where Jetway is, and from where else it is called. */
export type Site = {
  url: string
  protocol: string
  hosts: string[]
  origins: string[]
  /** Names under which agents and probes come, but no pages are shown. */
  otherHosts: string[]
  /** Clients that have a page of their own; `scheme://*` is every page of a scheme. */
  otherOrigins: string[]
}

type Given = Pick<Env, 'url' | 'JETWAY_ALLOW_HOSTS' | 'JETWAY_ALLOW_ORIGINS'>

const loopbackNames = ['localhost', '127.0.0.1', '[::1]']
let known: { given: Given; site: Site } | undefined

/** All of it follows from JETWAY_URL and the two lists. When that is this machine's, all its loopback spellings count. */
export function site(): Site {
  const given: Given = env()
  const isSame =
    known?.given.url === given.url &&
    known.given.JETWAY_ALLOW_HOSTS === given.JETWAY_ALLOW_HOSTS &&
    known.given.JETWAY_ALLOW_ORIGINS === given.JETWAY_ALLOW_ORIGINS
  if (!known || !isSame) known = { given, site: siteOf(given) }
  return known.site
}

function siteOf({ url, JETWAY_ALLOW_HOSTS, JETWAY_ALLOW_ORIGINS }: Given): Site {
  const { protocol, hostname, host, port } = new URL(url)
  const local = loopbackNames.map((name) => (port ? `${name}:${port}` : name))
  const hosts = loopbackNames.includes(hostname) ? local : [hostOf(host, protocol) ?? host]
  return {
    url,
    protocol,
    hosts,
    origins: hosts.map((name) => `${protocol}//${name}`),
    otherHosts: JETWAY_ALLOW_HOSTS.map(withoutUsualPort),
    otherOrigins: JETWAY_ALLOW_ORIGINS.map((origin) => originOf(origin.replace(/(?<!\/)\/$/, ''))),
  }
}

/** Nobody said by which scheme another name is reached, so the usual ports of both mean none. */
export function withoutUsualPort(host: string): string {
  return (hostOf(host, 'https:') ?? host).replace(/:80$/, '')
}
