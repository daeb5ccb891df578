/**
 * A bare connection, for looking at a server step by step: one function dials, one shakes hands. Addresses come from
 * `resolveHost`, which let only dialable ones through; the name is not resolved a second time. Certificates are always
 * verified: a connection that would not be safe to use is reported, never used.
 */
import type { LookupAddress } from 'node:dns'
import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { hostOf, portOf } from './check-url.ts'
import { toOutboundError } from './to-outbound-error.ts'

export type TlsFacts = { protocol: string; validUntil: Date | null; issuer: string | null }

/** Opens a TCP connection to one of the addresses. Throws `OutboundError`. */
export function dial(url: URL, addresses: readonly LookupAddress[], signal: AbortSignal): Promise<Socket> {
  const socket = connectTcp({ host: hostOf(url), port: portOf(url), lookup: pinned(addresses) })
  return settle(socket, 'connect', { signal, host: url.host })
}

/** Shakes hands over an open connection and says what the certificate is. Throws `OutboundError` with reason `tls`. */
export async function shakeHands(url: URL, socket: Socket, signal: AbortSignal): Promise<TlsFacts> {
  const host = hostOf(url)
  const secure = connectTls({
    socket,
    host,
    ALPNProtocols: ['http/1.1'],
    ...(isIP(host) === 0 && { servername: host }),
  })
  await settle(secure, 'secureConnect', { signal, host: url.host })
  const certificate = secure.getPeerCertificate()
  return {
    protocol: secure.getProtocol() ?? 'TLS',
    validUntil: certificate.valid_to ? new Date(certificate.valid_to) : null,
    issuer: oneOf(certificate.issuer?.O) ?? oneOf(certificate.issuer?.CN),
  }
}

function pinned(addresses: readonly LookupAddress[]): LookupFunction {
  return (_host, options, callback) => {
    const [first] = addresses
    if (options.all || !first) callback(null, [...addresses])
    else callback(null, first.address, first.family)
  }
}

type Patience = { signal: AbortSignal; host: string }

function settle<S extends Socket>(socket: S, event: string, { signal, host }: Patience): Promise<S> {
  return new Promise((resolve, reject) => {
    const giveUp = () =>
      socket.destroy(signal.reason instanceof Error ? signal.reason : new DOMException('stopped', 'AbortError'))
    if (signal.aborted) giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    socket.once(event, () => {
      signal.removeEventListener('abort', giveUp)
      resolve(socket)
    })
    // Stays attached: a late error of a socket that is only looked at must not end the process.
    socket.on('error', (error) => {
      signal.removeEventListener('abort', giveUp)
      reject(toOutboundError(error, host))
    })
    socket.once('close', () => reject(toOutboundError({ code: 'ECONNRESET' }, host)))
  })
}

function oneOf(value: string | string[] | undefined): string | null {
  return [value ?? []].flat()[0] ?? null
}
