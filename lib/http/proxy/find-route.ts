/**
 * Whether a connection goes through the operator's proxy. Opened networks and the exceptions of the proxy are reached
 * straight, under the ordinary guard. Must stay true: what is known or looks to be private is not asked of the proxy, which
 * may reach what Jetway may not.
 */
import { lookup as systemLookup } from 'node:dns'
import { isIP } from 'node:net'
import { classifyAddress } from '../classify-address.ts'
import { blockedError, type DialRules } from '../guarded-lookup.ts'
import { lookupTimeoutMs } from '../limits.ts'
import { proxyInUse } from '../way-out.ts'
import type { OutboundProxy } from './read-proxy.ts'
import { isInsideName } from './special-names.ts'

/** Null: straight, where the guard looks at the address. Throws `OutboundError` `blocked`. */
export async function findRoute(host: string, port: number, rules: DialRules): Promise<OutboundProxy | null> {
  const name = host.toLowerCase().replace(/\.+$/, '')
  const proxy = proxyInUse()
  if (!proxy || proxy.skips(name, port)) return null
  if (isIP(name) !== 0) return !rules.isPlain && classifyAddress(name, rules.policy) === 'public' ? proxy : null

  const found = await lookUp(name, rules)
  const kinds = found.map((address) => classifyAddress(address, rules.policy))
  if (kinds.includes('allowed')) return null
  if (kinds.includes('refused') || isInsideName(name)) throw blockedError(name, [], rules)
  return rules.isPlain ? null : proxy
}

/** Empty where the name cannot be looked up from here, as is usual behind a proxy. */
function lookUp(host: string, { lookup = systemLookup }: DialRules): Promise<string[]> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve([]), lookupTimeoutMs)
    lookup(host, { all: true }, (error, found) => {
      clearTimeout(timer)
      resolve(error ? [] : found.map(({ address }) => address))
    })
  })
}
