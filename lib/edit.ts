/**
 * An edit against what its form showed, so that of two people who edit at once neither silently undoes the other: each keeps
 * what the other did, field by field, and where both have changed one field the second is told both values and decides. Pure.
 */
import * as z from 'zod'
import { AppError } from './errors.ts'

/** What a form showed, as its hidden `seen.…` fields carry it. Nothing where nobody looked before. */
export const seenFields = z.record(z.string().max(100), z.string().max(100_000)).default({})

export type Fields = Record<string, string>

const namedMax = 5

type Edit<F extends Fields> = {
  seen: Fields
  given: F
  now: { [Name in keyof F]: string }
  /** How a value is said to people. */
  say?: (value: string, name: string) => string
  /** What the form calls a field, where that is not its name. */
  at?: (name: string) => string
  /** The form is kept as it stands: what somebody else has changed and it has not is in conflict too. */
  isWhole?: boolean
}

/** The fields that this edit changes. Throws `conflict` with both values where somebody else has changed one meanwhile. */
export function mergeEdit<F extends Fields>(edit: Edit<F>): Partial<F> {
  const { seen, given, now, say = same, at = same, isWhole = false } = edit
  const changed: Partial<F> = {}
  const clashes: Fields = {}
  const values: Fields = {}
  for (const [name, value] of Object.entries(given) as [keyof F & string, F[string]][]) {
    const shown = Object.hasOwn(seen, name) ? seen[name] : now[name]
    if (isSame(value, now[name]) || (isSame(value, shown) && !isWhole)) continue
    const theirs: string | undefined = now[name]
    if (theirs === undefined || isSame(theirs, shown)) changed[name] = value
    else {
      clashes[at(name)] = sentence(say(theirs, name), say(value, name))
      values[`now.${name}`] = theirs
    }
  }
  if (Object.keys(clashes).length === 0) return changed
  throw new AppError('conflict', 'Somebody changed this meanwhile. Nothing of yours was saved yet.', {
    details: { fields: clashes, values },
  })
}

function same(text: string): string {
  return text
}

/** Browsers send line breaks as CRLF, whatever was stored. */
function isSame(one: string | undefined, other: string | undefined): boolean {
  return one?.replaceAll('\r\n', '\n') === other?.replaceAll('\r\n', '\n')
}

function sentence(theirs: string, mine: string): string {
  return `Somebody changed this meanwhile to ${quoted(theirs)}, you to ${quoted(mine)}. Save again to keep yours, or put theirs here.`
}

function quoted(text: string): string {
  return text === '' ? 'nothing' : `“${text}”`
}

/** The question that was answered, as its form sends it back. */
export const confirmedField = z.string().max(100_000).optional()

/**
 * Before something is taken away from others: throws the question, with what else the form may decide (as `choice.…`), unless
 * just this one was answered. Whoever is touched since then is asked about anew.
 */
export function askFirst(question: string, confirmed: string | undefined, choices: Fields = {}): void {
  if (isSame(question, confirmed)) return
  const named = Object.entries(choices).map(([name, text]) => [`choice.${name}`, text])
  const fields = { ...Object.fromEntries(named), confirmed: question }
  throw new AppError('precondition_failed', 'This takes something away from others. Nothing was changed yet.', {
    details: { fields },
  })
}

/** People by name, the first few of them. */
export function listNames(names: readonly string[]): string {
  const more = names.length - namedMax
  return new Intl.ListFormat('en').format(more > 0 ? [...names.slice(0, namedMax), `${more} more`] : names)
}
