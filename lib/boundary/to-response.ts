import * as z from 'zod'
import { type ErrorCode, isAppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import { fieldsOf, isFrameworkSignal, sayUnforeseen } from './to-form-state.ts'

const statusOf: Record<ErrorCode, number> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  invalid: 422,
  limit_exceeded: 429,
  precondition_failed: 412,
  upstream_failed: 502,
  internal: 500,
}

/** An error as a machine's answer: `{ error: { code, message, fields?, requestId } }`. */
export function toResponse(error: unknown, requestId: string): Response {
  if (isFrameworkSignal(error)) throw error
  if (error instanceof z.ZodError) {
    const body = { code: 'invalid', message: 'Some values are wrong.', fields: fieldsOf(error), requestId }
    return Response.json({ error: body }, { status: statusOf.invalid })
  }
  if (isAppError(error) && error.code !== 'internal') {
    const body = { code: error.code, message: error.message, fields: error.details.fields, requestId }
    return Response.json({ error: body }, { status: statusOf[error.code] })
  }
  log.error('request failed', { requestId, error })
  const body = { code: 'internal', message: sayUnforeseen(error), requestId }
  return Response.json({ error: body }, { status: statusOf.internal })
}
