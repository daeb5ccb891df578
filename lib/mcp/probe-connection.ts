/**
 * The two lowest lines of a probe: is there something at the address, and is its TLS sound. Really measured, on a
 * connection of its own that carries no request. Trusts nothing: the address is checked before it is dialled.
 */
import type { LookupAddress } from 'node:dns'
import { checkUrl, hostOf, portOf } from '#lib/http/check-url.ts'
import { classifyAddress } from '#lib/http/classify-address.ts'
import { dial, shakeHands } from '#lib/http/dial.ts'
import { isOutboundError, type OutboundError } from '#lib/http/errors.ts'
import { resolveHost } from '#lib/http/guarded-lookup.ts'
import type { OutboundPolicy } from '#lib/http/policy.ts'
import { findRoute } from '#lib/http/proxy/find-route.ts'
import { openTunnel } from '#lib/http/proxy/open-tunnel.ts'
import { toOutboundError } from '#lib/http/to-outbound-error.ts'
import type { PeerOptions } from './peer.ts'
import { failed, ok, type ProbeLine, skipped } from './probe-line.ts'

/** `isSound`: the server may be spoken to. */
export type ConnectionReport = { address: ProbeLine; tls: ProbeLine; isSound: boolean }

export type ConnectionOptions = Pick<PeerOptions, 'policy' | 'lookup'> & { signal: AbortSignal }

const unreached = skipped('tls', 'Not looked at: the address was not reached.')

export async function probeConnection(raw: string, options: ConnectionOptions): Promise<ConnectionReport> {
  const started = performance.now()
  const checked = checkUrl(raw, options.policy)
  if (!checked.ok) return { address: failed('address', checked.message), tls: unreached, isSound: false }

  const { url } = checked
  const isPlain = url.protocol === 'http:'
  try {
    const { socket, detail } = await reach(url, { ...options, isPlain })
    const address = ok('address', detail, started)
    if (!isPlain) return { address, ...(await probeTls(url, socket, options.signal)) }

    socket.destroy()
    return { address, tls: skipped('tls', 'Plain http, as allowed in this network.'), isSound: true }
  } catch (error) {
    return { address: failed('address', toOutboundError(error, url.host), started), tls: unreached, isSound: false }
  }
}

/** Through the proxy, or straight to one of the addresses that may be dialled. */
async function reach(url: URL, options: ConnectionOptions & { isPlain: boolean }) {
  const { signal, policy } = options
  const host = hostOf(url)
  const port = portOf(url)
  const proxy = await unlessAborted(findRoute(host, port, options), signal)
  if (proxy) {
    const socket = await openTunnel(proxy, { host, port }, signal)
    return { socket, detail: `${host} is reached through the proxy.` }
  }
  const addresses = await unlessAborted(resolveHost(host, options), signal)
  return { socket: await dial(url, addresses, signal), detail: describeAddresses(host, addresses, policy) }
}

type Socket = Awaited<ReturnType<typeof dial>>

async function probeTls(url: URL, socket: Socket, signal: AbortSignal): Promise<{ tls: ProbeLine; isSound: boolean }> {
  const started = performance.now()
  try {
    const { protocol, validUntil, issuer } = await shakeHands(url, socket, signal)
    const until = validUntil ? `, valid until ${validUntil.toISOString().slice(0, 10)}` : ''
    return {
      tls: ok('tls', `${protocol}, certificate${issuer ? ` from ${issuer.slice(0, 80)}` : ''}${until}.`, started),
      isSound: true,
    }
  } catch (error) {
    if (!isOutboundError(error)) throw error
    return { tls: failed('tls', inTls(error), started), isSound: false }
  } finally {
    socket.destroy()
  }
}

/** A connection that breaks off here does so because of TLS, whatever the code says. */
function inTls(error: OutboundError): { message: string; advice: string | undefined } {
  if (error.reason !== 'reset') return error
  return { message: 'The server breaks off the TLS handshake.', advice: 'Check the port in the address.' }
}

function describeAddresses(host: string, addresses: readonly LookupAddress[], policy: OutboundPolicy): string {
  const open = addresses.filter(({ address }) => classifyAddress(address, policy) === 'allowed').length
  if (open > 0) return `${host} is in a network that the operator has opened.`
  return `${host} has ${addresses.length === 1 ? 'one public address' : `${addresses.length} public addresses`}.`
}

/** The system's resolver cannot be stopped, only left behind. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const giveUp = () => reject(signal.reason)
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp))
  })
}
