/**
 * What the outbound guard may reach. The default is the public internet over https and nothing else; an operator
 * opens single networks on top, and only there plain http is spoken. Passed in by the caller: this room reads no settings.
 */
import ipaddr from 'ipaddr.js'

/** `allowNetworks`: CIDRs that may be dialled although they are not public. One that does not parse opens nothing. */
export type OutboundPolicy = { readonly allowNetworks: readonly string[] }

/** Whether a text is a CIDR this guard understands; for the settings, so that a typing mistake is refused at start. */
export function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text)
}
