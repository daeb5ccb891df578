/**
 * The nine ways in which Jetway says no. A new reason is a new message, not a new code; a new code
 * needs a new HTTP status or a new reaction in the UI. Messages are for people and hold no secrets.
 */
export type ErrorCode =
  | 'unauthenticated'
  | 'forbidden'
  | 'not_found'
  | 'conflict'
  | 'invalid'
  | 'limit_exceeded'
  | 'precondition_failed'
  | 'upstream_failed'
  | 'internal'

/**
 * `fields`: what went wrong in which field, form field name to sentence. `values`: what a form has to hold from then on, beside
 * what was typed; never a secret.
 */
export type Details = { fields?: Record<string, string>; values?: Record<string, string> }

const brand = Symbol.for('jetway.app-error')

export class AppError extends Error {
  readonly code: ErrorCode
  readonly details: Details
  readonly [brand] = true

  constructor(code: ErrorCode, message: string, options: { cause?: unknown; details?: Details } = {}) {
    super(message, { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.details = options.details ?? {}
  }
}

/** Modules load twice in one process (Next's graph and the server's), so `instanceof` would miss half of them. */
export function isAppError(error: unknown): error is AppError {
  return typeof error === 'object' && error !== null && brand in error
}

/** The fixed sentence of everything a stranger may not know exists. */
export function notFound(what: string): AppError {
  return new AppError('not_found', `There is no such ${what}, or you have no access to it.`)
}

/** One wrong field, said next to it. */
export function invalidField(field: string, message: string): AppError {
  return new AppError('invalid', message, { details: { fields: { [field]: message } } })
}

/** One field whose value something else has already, said next to it. */
export function takenField(field: string, message: string, cause?: unknown): AppError {
  return new AppError('conflict', message, { cause, details: { fields: { [field]: message } } })
}
