import { expect } from 'vitest'
import { isAppError } from '#lib/errors.ts'

/** Makes a change that asks first, answers the question, and makes it again. */
export async function confirm<T>(change: (confirmed?: string) => Promise<T>): Promise<T> {
  return change(await questionOf(change()))
}

/** What a change asks before it is made. */
async function questionOf(change: Promise<unknown>): Promise<string> {
  const error = await change.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!isAppError(error)) throw error ?? new Error('This change asks nothing.')
  expect(error.code).toBe('precondition_failed')
  return error.details?.fields?.confirmed ?? ''
}
