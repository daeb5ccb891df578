/**
 * Name resolution that hands out only addresses which may be dialled. Must stay true: the addresses returned here are
 * the ones the socket is opened to, so a name that changes its answer between check and use (DNS rebinding) gains nothing.
 */
import { type LookupAddress, type LookupOptions, lookup as systemLookup } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'
import { classifyAddress } from './classify-address.ts'
import { OutboundError } from './errors.ts'
import type { OutboundPolicy } from './policy.ts'

type LookupCallback = (error: NodeJS.ErrnoException | null, found: LookupAddress[]) => void

/** The shape of `dns.lookup` with `all`; another one can be given, as tests do. */
export type Lookup = (host: string, options: LookupOptions & { all: true }, callback: LookupCallback) => void

/** `isPlain`: the connection is to carry plain http, which only opened networks may. */
export type DialRules = { policy: OutboundPolicy; isPlain: boolean; lookup?: Lookup | undefined }

export function guardedLookup(rules: DialRules): LookupFunction {
  const lookup = rules.lookup ?? systemLookup
  return (host, options, callback) => {
    lookup(host, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, [])
      const dialable = found.filter((entry) => mayDial(entry.address, rules))
      const first = dialable[0]
      if (!first) return callback(blockedError(host, found, rules), [])
      if (options.all) callback(null, dialable)
      else callback(null, first.address, first.family)
    })
  }
}

/** Every address of a host that may be dialled; an IP literal is its own only address. Throws `blocked` or what the resolver said. */
export function resolveHost(host: string, rules: DialRules): Promise<LookupAddress[]> {
  const literal = refuseLiteral(host, rules)
  if (literal) return Promise.reject(literal)
  if (isIP(host) !== 0) return Promise.resolve([{ address: host, family: isIP(host) }])

  return new Promise((resolve, reject) => {
    guardedLookup(rules)(host, { all: true }, (error, found) => {
      if (error) reject(error)
      else resolve(found as LookupAddress[])
    })
  })
}

/** Sockets do not resolve IP literals, so these are checked here. Null: not a literal, or one that may be dialled. */
export function refuseLiteral(host: string, rules: DialRules): OutboundError | null {
  const family = isIP(host)
  if (family === 0 || mayDial(host, rules)) return null
  return blockedError(host, [{ address: host, family }], rules)
}

function mayDial(address: string, { policy, isPlain }: DialRules): boolean {
  const kind = classifyAddress(address, policy)
  return kind === 'allowed' || (kind === 'public' && !isPlain)
}

/** Says of a host why it is not dialled, and not what it resolved to. */
export function blockedError(host: string, found: LookupAddress[], { policy }: DialRules): OutboundError {
  const isPublic = found.some((entry) => classifyAddress(entry.address, policy) === 'public')
  if (isPublic)
    return new OutboundError('blocked', `${host} may only be reached over https.`, {
      advice: 'Use the https:// address.',
    })
  return new OutboundError('blocked', `${host} is not on the public internet.`, {
    advice: 'Use a public address, or ask the operator to open its network with JETWAY_ALLOW_NETWORKS.',
  })
}
