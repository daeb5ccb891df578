/**
 * The one error of the outbound guard: a closed reason for code, a sentence for people. A sentence names the host
 * and what to do; it never holds a header, a query, a body or the address a name resolved to.
 */
export type OutboundReason =
  | 'invalid_url'
  | 'invalid_header'
  | 'blocked'
  | 'dns'
  | 'connect'
  | 'proxy'
  | 'tls'
  | 'timeout'
  | 'aborted'
  | 'too_large'
  | 'redirect'
  | 'reset'
  | 'protocol'

/** `advice`: what the person can do. */
export type OutboundErrorOptions = { cause?: unknown; advice?: string }

const brand = Symbol.for('jetway.outbound-error')

export class OutboundError extends Error {
  readonly reason: OutboundReason
  /** Node's habit for errors of sockets: `EBLOCKED`, `EDNS`, `ETOO_LARGE`. */
  readonly code: string
  readonly advice: string | undefined
  readonly [brand] = true

  constructor(reason: OutboundReason, message: string, options: OutboundErrorOptions = {}) {
    super(message, { cause: options.cause })
    this.name = 'OutboundError'
    this.reason = reason
    this.code = `E${reason.toUpperCase()}`
    this.advice = options.advice
  }
}

/** By brand: modules load twice in one process, so `instanceof` would miss half of them. */
export function isOutboundError(error: unknown): error is OutboundError {
  return typeof error === 'object' && error !== null && brand in error
}
