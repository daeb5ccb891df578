import * as z from 'zod'
import { notFound } from './errors.ts'

/**
 * A row's id, or a slug, as it comes from outside: a text that no query takes for a condition. Whether it names anything is for
 * the query to say.
 */
export const rowId = z.string().regex(/^[\w-]{1,64}$/)

/** The same for a verb that is given nothing else; what cannot be an id is an id that nothing has. */
export function parseId(raw: unknown, thing: string): string {
  const { data } = rowId.safeParse(raw)
  if (data === undefined) throw notFound(thing)
  return data
}
