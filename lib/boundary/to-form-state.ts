import * as z from 'zod'
import { sayTrouble } from '#lib/db/trouble.ts'
import { type ErrorCode, isAppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import type { FormState } from './form-state.ts'

/** The one sentence for what nobody foresaw, unless the database is known to be in trouble. */
export function sayUnforeseen(error: unknown): string {
  return sayTrouble(error) ?? 'Something went wrong on our side. Nothing was changed. Please try again.'
}

/** An error as a form's answer. Framework signals (redirect, not found) go on. */
export function toFormState(error: unknown, values: Record<string, string>, requestId: string): FormState<never> {
  if (isFrameworkSignal(error)) throw error
  if (error instanceof z.ZodError)
    return { status: 'failed', message: 'Please check the marked fields.', fields: fieldsOf(error), values }
  if (!isAppError(error)) {
    log.error('action failed', { requestId, error })
    return { status: 'failed', message: sayUnforeseen(error), fields: {}, values, requestId }
  }
  switch (error.code) {
    case 'unauthenticated':
      return {
        status: 'signed_out',
        message: 'Your session has ended. Sign in again; what you typed is kept, except secrets.',
        values,
      }
    case 'internal':
      log.error('action failed', { requestId, code: error.code, error })
      return { status: 'failed', message: sayUnforeseen(error), fields: {}, values, requestId }
    case 'forbidden':
    case 'not_found':
    case 'conflict':
    case 'invalid':
    case 'limit_exceeded':
    case 'precondition_failed':
    case 'upstream_failed':
      return {
        status: 'failed',
        message: error.message,
        fields: error.details.fields ?? {},
        values: { ...values, ...error.details.values },
      }
    default:
      return assertNever(error.code)
  }
}

/** The first issue of each field, under the field's form name (`a.0.b`). */
export function fieldsOf(error: z.ZodError): Record<string, string> {
  const out: Record<string, string> = {}
  for (const issue of error.issues) out[issue.path.join('.')] ??= issue.message
  return out
}

/** Next throws its redirects and not-founds as errors with a digest. */
export function isFrameworkSignal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'digest' in error && String(error.digest).startsWith('NEXT_')
}

function assertNever(code: never): never {
  throw new Error(`Unknown error code ${String(code satisfies ErrorCode)}`)
}
