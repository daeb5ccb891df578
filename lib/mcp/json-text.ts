/**
 * JSON as it is written: where the members of an object and the items of an array stand, so that one of them can be replaced
 * and every other byte stays as it came; numbers, order, escapes and unknown members survive. Trusts: the text is JSON
 * (`parseJson` has read it), so nothing is checked twice.
 * https://www.rfc-editor.org/rfc/rfc8259
 */

/** From and to (exclusive) in the text. */
export type Span = { from: number; to: number }

/** `name` as it reads, whatever escapes it is written with. */
export type Member = Span & { name: string; value: Span }

const quote = '"'.charCodeAt(0)
const backslash = '\\'.charCodeAt(0)
const openings = new Set(['{', '['].map((letter) => letter.charCodeAt(0)))
const closings = new Set(['}', ']'].map((letter) => letter.charCodeAt(0)))
const comma = ','.charCodeAt(0)

/** The members of the object whose text begins at `at`, in order, each as often as it stands there; none where it is none. */
export function membersOf(text: string, at = 0): Member[] {
  const members: Member[] = []
  let position = skipSpace(text, at)
  if (text[position] !== '{') return members
  position = skipSpace(text, position + 1)
  while (text[position] === '"') {
    const nameEnd = skipString(text, position)
    const from = skipSpace(text, skipSpace(text, nameEnd) + 1)
    const to = skipValue(text, from)
    members.push({ name: JSON.parse(text.slice(position, nameEnd)), from: position, to, value: { from, to } })
    position = skipSpace(text, to)
    if (text[position] === ',') position = skipSpace(text, position + 1)
  }
  return members
}

/** The items of the array whose text begins at `at`; none where it is none. */
export function itemsOf(text: string, at = 0): Span[] {
  const items: Span[] = []
  let position = skipSpace(text, at)
  if (text[position] !== '[') return items
  position = skipSpace(text, position + 1)
  while (position < text.length && text[position] !== ']') {
    const to = skipValue(text, position)
    items.push({ from: position, to })
    position = skipSpace(text, to)
    if (text[position] === ',') position = skipSpace(text, position + 1)
  }
  return items
}

/** Where the value of a member stands, found by its names from the outside in; of two of one name the last, as parsers read it. */
export function valueAt(text: string, path: readonly string[], at = 0): Span | null {
  let value: Span | null = { from: at, to: text.length }
  for (const name of path) {
    const found: Member | undefined = value
      ? membersOf(text, value.from).findLast((member) => member.name === name)
      : undefined
    value = found?.value ?? null
  }
  return value
}

export function textOf(text: string, { from, to }: Span): string {
  return text.slice(from, to)
}

/** The first name that stands twice among `members`, of those that `matters` names. */
export function findDouble(members: readonly Member[], matters: (name: string) => boolean): string | null {
  const seen = new Set<string>()
  for (const { name } of members) {
    if (!matters(name)) continue
    if (seen.has(name)) return name
    seen.add(name)
  }
  return null
}

export type Splice = Span & { text: string }

/** The text with some of it replaced. Splices must not overlap. */
export function splice(text: string, splices: readonly Splice[]): string {
  let out = ''
  let done = 0
  for (const { from, to, text: own } of splices.toSorted((a, b) => a.from - b.from)) {
    out += text.slice(done, from) + own
    done = to
  }
  return out + text.slice(done)
}

/** Puts members in front of those of an object. */
export function addMembers(text: string, object: Span, members: Record<string, unknown>): Splice {
  const own = Object.entries(members).map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`)
  const inside = skipSpace(text, object.from + 1)
  const isAlone = own.length === 0 || text[inside] === '}'
  return { from: object.from + 1, to: object.from + 1, text: own.join(',') + (isAlone ? '' : ',') }
}

/** Takes some of an object's members out, with the commas that went with them. */
export function dropMembers(members: readonly Member[], isDropped: (name: string) => boolean): Splice[] {
  const kept = members.filter(({ name }) => !isDropped(name))
  const [first, last] = [members[0], members.at(-1)]
  if (!first || !last || kept.length === members.length) return []
  const splices: Splice[] = []
  let from = first.from
  let isBehindComma = false
  for (const { from: start, to } of kept) {
    splices.push({ from, to: start, text: isBehindComma ? ',' : '' })
    from = to
    isBehindComma = true
  }
  splices.push({ from, to: last.to, text: '' })
  return splices
}

function skipSpace(text: string, at: number): number {
  let position = at
  // Space, tab and line ends are the letters up to 32 that JSON knows.
  while (text.charCodeAt(position) <= 32) position += 1
  return position
}

function skipValue(text: string, at: number): number {
  const first = text.charCodeAt(at)
  if (first === quote) return skipString(text, at)
  return openings.has(first) ? skipNested(text, at) : skipPlain(text, at)
}

function skipNested(text: string, at: number): number {
  let depth = 0
  let position = at
  while (position < text.length) {
    const letter = text.charCodeAt(position)
    if (letter === quote) {
      position = skipString(text, position)
      continue
    }
    if (openings.has(letter)) depth += 1
    else if (closings.has(letter)) depth -= 1
    position += 1
    if (depth === 0) return position
  }
  return position
}

/** A number, `true`, `false` or `null`. */
function skipPlain(text: string, at: number): number {
  let position = at
  for (;;) {
    const letter = text.charCodeAt(position)
    if (Number.isNaN(letter) || letter <= 32 || letter === comma || closings.has(letter)) return position
    position += 1
  }
}

/** From quote to quote: one that an odd number of backslashes stands before is part of the string. */
function skipString(text: string, at: number): number {
  let position = at
  for (;;) {
    position = text.indexOf('"', position + 1)
    if (position === -1) return text.length
    let slashes = 0
    while (text.charCodeAt(position - 1 - slashes) === backslash) slashes += 1
    if (slashes % 2 === 0) return position + 1
  }
}
