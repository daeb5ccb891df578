/**
 * The one place where failures of sockets, resolvers, TLS and undici become an `OutboundError`. Goes by codes, never
 * by message text; the original is kept as `cause` for the log and never shown.
 */
import { isOutboundError, OutboundError, type OutboundErrorOptions, type OutboundReason } from './errors.ts'
import { tlsFailure } from './tls-failure.ts'

const checkAddress = 'Check the address.'
const orProxy =
  'If this machine reaches the internet only through a proxy, its operator names that in JETWAY_OUTBOUND_PROXY.'
const tryLater = 'Try again in a few minutes.'

const byCode: Record<string, [OutboundReason, (host: string) => string, string]> = {
  ENOTFOUND: ['dns', noName, `Is the name right? ${orProxy}`],
  ENODATA: ['dns', noName, `Is the name right? ${orProxy}`],
  EAI_AGAIN: ['dns', (host) => `The name ${nameOf(host)} could not be looked up just now.`, `${tryLater} ${orProxy}`],
  EAI_FAIL: ['dns', (host) => `The name ${nameOf(host)} could not be looked up.`, `${tryLater} ${orProxy}`],
  ECONNREFUSED: [
    'connect',
    (host) => `${host} refuses the connection.`,
    'Check the address and the port, and that the server runs.',
  ],
  EHOSTUNREACH: ['connect', (host) => `${host} cannot be reached from here.`, `Is the address right? ${orProxy}`],
  ENETUNREACH: ['connect', (host) => `${host} cannot be reached from here.`, `Is the address right? ${orProxy}`],
  ETIMEDOUT: ['connect', (host) => `${host} does not answer.`, `Is the address right? ${orProxy}`],
  UND_ERR_CONNECT_TIMEOUT: ['connect', (host) => `${host} does not answer.`, `Is the address right? ${orProxy}`],
  UND_ERR_HEADERS_TIMEOUT: ['timeout', (host) => `${host} took too long to answer.`, tryLater],
  UND_ERR_BODY_TIMEOUT: ['timeout', (host) => `${host} took too long to answer.`, tryLater],
  UND_ERR_HEADERS_OVERFLOW: ['too_large', (host) => `${host} sends more headers than are accepted.`, checkAddress],
  ECONNRESET: ['reset', (host) => `${host} broke off the connection.`, tryLater],
  EPIPE: ['reset', (host) => `${host} broke off the connection.`, tryLater],
  UND_ERR_SOCKET: ['reset', (host) => `${host} broke off the connection.`, tryLater],
}

function noName(host: string): string {
  return `There is no server by the name ${nameOf(host)}.`
}

/** A host without its port, which no resolver is asked about. */
function nameOf(host: string): string {
  return host.replace(/:\d+$/, '')
}

export function toOutboundError(error: unknown, host: string): OutboundError {
  if (isOutboundError(error)) return error

  const { name, code } = namesOf(error)
  if (name === 'TimeoutError')
    return failure('timeout', `${host} took too long to answer.`, { cause: error, advice: tryLater })
  if (name === 'AbortError' || code === 'UND_ERR_ABORTED')
    return failure('aborted', 'The request was stopped.', { cause: error })

  const tls = tlsFailure(code)
  if (tls) return failure('tls', tls.detail, { cause: error, advice: tls.advice })

  const [reason, sentence, advice] = byCode[code] ?? [
    'protocol',
    (at: string) => `${at} does not speak HTTP properly.`,
    checkAddress,
  ]
  return failure(reason, sentence(host), { cause: error, advice })
}

function failure(reason: OutboundReason, message: string, options: OutboundErrorOptions): OutboundError {
  return new OutboundError(reason, message, options)
}

function namesOf(error: unknown): { name: string; code: string } {
  if (typeof error !== 'object' || error === null) return { name: '', code: '' }
  const name = 'name' in error ? String(error.name) : ''
  const code = 'code' in error ? String(error.code) : ''
  return { name, code }
}
