/**
 * How connections leave this machine, as the operator has set it: which authorities are trusted beside those that Node
 * knows. Decided once, at start, for the whole process and so for both module graphs.
 */
import { getCACertificates, setDefaultCACertificates } from 'node:tls'

/** `certificates`: PEM, one each. */
export type WayOut = { certificates: readonly string[] }

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
