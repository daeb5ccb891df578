import { notFound } from 'next/navigation'
import { isAppError } from '#lib/errors.ts'

/** What a page shows; the not-found page where there is nothing, or nothing for this person. */
export async function orNotFound<T>(work: Promise<T>): Promise<T> {
  try {
    return await work
  } catch (error) {
    if (isAppError(error) && (error.code === 'not_found' || error.code === 'forbidden')) notFound()
    throw error
  }
}
