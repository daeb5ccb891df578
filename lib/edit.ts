/**
 * An edit against what its form showed, so that of two people who edit at once neither silently undoes the other: each keeps
 * what the other did, field by field, and where both have changed one field the second is told both values and decides. Pure.
 */
import * as z from 'zod'
import { AppError } from './errors.ts'

/** What a form showed, as its hidden `seen.…` fields carry it. Nothing where nobody looked before. */
export const seenFields = z.record(z.string().max(64), z.string().max(100_000)).default({})

export type Fields = Record<string, string>

type Edit<F extends Fields> = {
  seen: Fields
  given: F
  now: { [Name in keyof F]: string }
  /** How a value is said to people. */
  say?: (value: string, name: string) => string
}

/** The fields that this edit changes. Throws `conflict` with both values where somebody else has changed one meanwhile. */
export function mergeEdit<F extends Fields>({ seen, given, now, say = (value) => value }: Edit<F>): Partial<F> {
  const changed: Partial<F> = {}
  const clashes: Fields = {}
  for (const [name, value] of Object.entries(given) as [keyof F & string, F[string]][]) {
    const shown = Object.hasOwn(seen, name) ? seen[name] : now[name]
    if (isSame(value, now[name]) || isSame(value, shown)) continue
    if (isSame(now[name], shown)) changed[name] = value
    else clashes[name] = sentence(say(now[name], name), say(value, name))
  }
  if (Object.keys(clashes).length === 0) return changed
  const values = Object.fromEntries(Object.keys(clashes).map((name) => [`seen.${name}`, now[name] ?? '']))
  throw new AppError('conflict', 'Somebody changed this meanwhile. Nothing of yours was saved yet.', {
    details: { fields: clashes, values },
  })
}

/** Browsers send line breaks as CRLF, whatever was stored. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.replaceAll('\r\n', '\n') === other?.replaceAll('\r\n', '\n')
}

function sentence(theirs: string, mine: string): string {
  return `Somebody changed this meanwhile to “${theirs}”, you to “${mine}”. Save again to keep yours, or put theirs here.`
}
