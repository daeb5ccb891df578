/**
 * How connections leave this machine, as the operator has set it: straight or through a proxy, and which authorities are
 * trusted beside those that Node knows. Decided once, at start, for the whole process and so for both module graphs.
 */
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import type { OutboundProxy } from './proxy/read-proxy.ts'

/** `certificates`: PEM, one each. */
export type WayOut = { proxy: OutboundProxy | null; certificates: readonly string[] }

const slot = Symbol.for('jetway.way-out')
const shared = globalThis as typeof globalThis & { [slot]?: WayOut & { known: string[] } }

/** Takes the place of what was set before. */
export function setWayOut(way: WayOut): void {
  const known = shared[slot]?.known ?? getCACertificates('default')
  if (way.certificates.length > 0 || shared[slot]?.certificates.length) {
    setDefaultCACertificates([...known, ...way.certificates])
  }
  shared[slot] = { ...way, known }
}

/** The proxy that connections go through, or null where they go straight. */
export function proxyInUse(): OutboundProxy | null {
  return shared[slot]?.proxy ?? null
}

/** What an operator should know about the way out at every start, or null where there is nothing to know. */
export function warnOfWayOut(): string | null {
  if (!proxyInUse()) return null
  return 'Connections to servers leave through the proxy of JETWAY_OUTBOUND_PROXY. It must refuse private addresses itself: Jetway refuses those it can see, and cannot see what a name means to the proxy.'
}
