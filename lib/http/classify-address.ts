/**
 * Which addresses may be dialled: public unicast, or inside a network the operator opened.
 * Must stay true: the answer is an allow-list. An address that no rule knows is refused, so a range that becomes
 * special tomorrow can only be too strict. Ranges: https://www.iana.org/assignments/iana-ipv4-special-registry and
 * https://www.iana.org/assignments/iana-ipv6-special-registry, as `ipaddr.js` carries them.
 */
import { isIP } from 'node:net'
import ipaddr from 'ipaddr.js'
import type { OutboundPolicy } from './policy.ts'

export type AddressKind = 'public' | 'allowed' | 'refused'

/** All global unicast IPv6 there is; keeps out what ipaddr.js calls unicast by default, such as `::127.0.0.1`. */
const globalUnicast = ipaddr.IPv6.parseCIDR('2000::/3')

/** Azure's host service: a public address that is the machine's own metadata source. */
const platformServices = new Set(['168.63.129.16'])

/** `allowed` wins over `public`: plain http is spoken only to `allowed`. */
export function classifyAddress(address: string, policy: OutboundPolicy): AddressKind {
  if (isIP(address) === 0) return 'refused'

  const ip = ipaddr.process(withoutDots(address))
  if (policy.allowNetworks.some((network) => isWithin(ip, network))) return 'allowed'
  return isPublic(ip) ? 'public' : 'refused'
}

/** ipaddr.js reads `::8.8.8.8` as if it were `::ffff:8.8.8.8`; in hexadecimal it cannot. */
function withoutDots(address: string): string {
  if (!address.includes(':')) return address
  return address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)/, (_tail, ...bytes) => {
    const [a = 0, b = 0, c = 0, d = 0] = bytes.slice(0, 4).map(Number)
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`
  })
}

function isPublic(ip: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  if (ip.range() !== 'unicast' || platformServices.has(ip.toString())) return false
  return ip instanceof ipaddr.IPv4 || ip.match(globalUnicast)
}

function isWithin(ip: ipaddr.IPv4 | ipaddr.IPv6, network: string): boolean {
  if (!ipaddr.isValidCIDR(network)) return false
  const [base, bits] = ipaddr.parseCIDR(network)
  return base.kind() === ip.kind() && ip.match(base, bits)
}
