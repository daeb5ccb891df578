/**
 * A connection to a host through the operator's proxy, by CONNECT. The proxy is dialled as it was configured; it may be
 * private. What goes wrong is said of the proxy, without its address: those who read it need not know that.
 * https://www.rfc-editor.org/rfc/rfc9110#name-connect
 */
import { type ClientRequest, type IncomingMessage, request as plainRequest } from 'node:http'
import { request as secureRequest } from 'node:https'
import type { Socket } from 'node:net'
import { OutboundError } from '../errors.ts'
import { connectTimeoutMs } from '../limits.ts'
import { tlsFailure } from '../tls-failure.ts'
import type { OutboundProxy } from './read-proxy.ts'

/** Resolves to a socket on which the host itself answers. Throws `OutboundError`: `proxy`, or what `signal` says. */
export function openTunnel(proxy: OutboundProxy, target: Target, signal?: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const request = ask(proxy, target)
    const giveUp = () => request.destroy()
    const timer = setTimeout(giveUp, connectTimeoutMs)
    signal?.addEventListener('abort', giveUp, { once: true })
    if (signal?.aborted) giveUp()
    const settle = (finish: () => void) => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', giveUp)
      finish()
    }
    request.once('error', (error) => settle(() => reject(signal?.aborted ? signal.reason : unreachable(error))))
    request.once('connect', ({ statusCode = 0 }: IncomingMessage, socket: Socket) => {
      if (statusCode >= 200 && statusCode < 300) return settle(() => resolve(socket))
      socket.on('error', () => {}).destroy()
      settle(() => reject(refusal(statusCode, target.host)))
    })
    request.end()
  })
}

type Target = { host: string; port: number }

function ask({ isSecure, host, port, authorization }: OutboundProxy, target: Target): ClientRequest {
  const path = `${target.host.includes(':') ? `[${target.host}]` : target.host}:${target.port}`
  const headers = { host: path, ...(authorization && { 'proxy-authorization': authorization }) }
  const send = isSecure ? secureRequest : plainRequest
  return send({ host, port, method: 'CONNECT', path, headers, agent: false })
}

function refusal(status: number, host: string): OutboundError {
  if (status === 407)
    return failure(
      'The proxy that Jetway goes through does not accept its user name and password (407).',
      'Ask the operator to correct them in JETWAY_OUTBOUND_PROXY.',
    )
  if (status === 502 || status === 503 || status === 504)
    return failure(
      `The proxy that Jetway goes through does not reach ${host} (${status}).`,
      'Check the address, and that the server runs.',
    )
  return failure(
    `The proxy that Jetway goes through refuses connections to ${host} (${status}).`,
    'Ask whoever runs the proxy to allow them.',
  )
}

function unreachable(error: NodeJS.ErrnoException): OutboundError {
  const tls = tlsFailure(error.code ?? '')
  if (tls)
    return failure(
      `The TLS of the proxy that Jetway goes through is not sound: ${tls.detail}`,
      'Ask the operator to look at JETWAY_OUTBOUND_PROXY and JETWAY_CA_FILE.',
      error,
    )
  return failure(
    'The proxy that Jetway goes through does not answer.',
    'Ask the operator to check JETWAY_OUTBOUND_PROXY, and that the proxy runs.',
    error,
  )
}

function failure(message: string, advice: string, cause?: unknown): OutboundError {
  return new OutboundError('proxy', message, { advice, cause })
}
