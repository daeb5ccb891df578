/**
 * A value apart from what was copied along with it. Taken off is only what certainly is not the value: what no header can
 * carry, the header's own name, the word that its template adds, and, where that word is of a scheme whose credentials are
 * one token (RFC 6750 2.1, RFC 7617 2), whatever no token can hold. Anything else stays, is tried, and is named as odd when
 * the server refuses it. Must stay true: no sentence here repeats anything of a value, and no input takes long.
 */

/** What the headers that the value goes into say about it: their names, and the words their templates put before it. */
export type Surroundings = { headers: string[]; prefixes: string[]; fieldName: string; isToken: boolean }

export type Pasted = { value: string; isPlaceholder: boolean; isJoined: boolean }

/** What is copied along comes in a few layers; more of them are a value that only looks so. */
const layersMax = 8

const invisible = /[\p{Cf}\p{DI}]/gu
const lineBreak = /\r\n?|[\n\v\f\u0085\u2028\u2029]/
const typographic = '“”„‟«»‹›‘’‚‛´'
const quotes = `"'\`${typographic}`

export function readPasted(pasted: string, around: Surroundings): Pasted {
  const lines = pasted
    .replace(invisible, '')
    .split(lineBreak)
    .map((line) => trim(line.replace(/[\t\p{Zs}]/gu, ' '), ` ${typographic}`))
    .filter((line) => line !== '')
  const given = withoutOwn(unwrap(lines, around.prefixes), around)
  const bare = around.isToken ? toToken(given, around) : given
  const value = isOneToken.test(bare) ? bare : given
  const isTorn = lines.length > 1 && value.includes(' ')
  return {
    value: isTorn ? lines.join('\n') : value,
    isPlaceholder: isPlaceholder(bare),
    isJoined: lines.length > 1 && !isTorn,
  }
}

/** No shorter line was broken for its length. */
const wrappedCharsMin = 40
const tokenLine = /^[\w\-.~+/]+$/
const lastTokenLine = new RegExp(`^[\\w\\-.~+/]+=*[${quotes}]*[,;]?$`)
const endsInToken = /[\w\-.~+/]{16}$/

/**
 * The lines of a token that a terminal or a mail has wrapped become one again, and a label that stands above a value its
 * beginning. Other lines stay apart, since nobody can tell which of them is meant.
 */
function unwrap(all: string[], prefixes: string[]): string {
  const isLabel = (line: string) => /[:=]$/.test(line) || isOneOf(prefixes, line.split(' ').at(-1) ?? '')
  const [above = '', below, ...others] = all
  const lines = below !== undefined && isLabel(above) ? [`${above} ${below}`, ...others] : all
  const [first = '', ...rest] = lines
  const last = rest.at(-1) ?? ''
  const isWrapped =
    endsInToken.test(first) &&
    lines.slice(0, -1).every(({ length }) => length >= Math.max(wrappedCharsMin, last.length)) &&
    rest.slice(0, -1).every((line) => tokenLine.test(line)) &&
    lastTokenLine.test(last)
  return isWrapped ? lines.join('') : lines.join('\n')
}

const word = /^([^\s%]+)(?:\s|%20)+(?=\S)/

/** Without the header's own name, in the ways it is written before a value, and without the word that the template adds. */
function withoutOwn(text: string, { headers, prefixes }: Surroundings): string {
  const names = headers.map((name) => name.replace(/[.*+?^$|]/g, '\\$&')).join('|')
  const line = new RegExp(`^(-H[\\s=]*|--header[\\s=]*)?([${quotes}]?)(?:${names})([${quotes}]?)\\s*:\\s*`, 'i')
  let value = text
  const [own, flag, before, after] = line.exec(value) ?? []
  if (own !== undefined) {
    value = value.slice(own.length)
    if (flag || before || after) value = trim(value, `${quotes} ,;\\`)
  }
  for (let layer = 0; layer < layersMax; layer += 1) {
    const [prefix, name = ''] = word.exec(value) ?? []
    if (prefix === undefined || !isOneOf(prefixes, name)) break
    value = value.slice(prefix.length)
  }
  return value
}

const token68 = /^[\w\-.~+/]+=*$/
const isOneToken = new RegExp(`^[^\\s${quotes},;<>{}\\\\]+$`)
const label = new RegExp(`^[a-z][\\w .-]{0,60}[${quotes}]? ?:(?:\\s+|(?=[${quotes}]))`, 'i')
const assignment = /^(export\s+|set\s+|\$env:)?([a-z_]\w*)\s*=\s*(?=[^=\s])/i
const secretName = /(?:^|[_ -])(?:token|(?:api[_ -]?)?key|secret|password|pat|jwt|auth|credential)s?$/i

/** What may stand around a token where it was copied, layer by layer: quotes, punctuation, its name, another scheme's word. */
function toToken(text: string, { fieldName, prefixes }: Surroundings): string {
  const words = [...prefixes, 'bearer', 'token']
  let value = text
  for (let layer = 0; layer < layersMax && !token68.test(value); layer += 1) {
    const less = trim(value, `${quotes} ,;\\`)
      .replace(/^\{\s*(["'].*)\}$/, '$1')
      .replace(/^(?:-H|--header)[\s=]+/, '')
      .replace(label, '')
      .replace(word, (whole, name: string) => (isOneOf(words, name) ? '' : whole))
      .replace(assignment, (whole, keyword: string | undefined, name: string) =>
        keyword || secretName.test(name) || isOneOf([fieldName], name) ? '' : whole,
      )
    if (less === value) break
    value = less
  }
  return value
}

const placeholders = [
  /^\$?\{\{?\s*[a-z][\w .:-]*\}?\}$/i,
  /^<[a-z][\w .:'’-]*>$/i,
  /^%[A-Z][A-Z0-9_]*%$/,
  /^YOUR[_ -][A-Z0-9_ -]+$/,
  /^(?:your|insert|enter|paste|replace)[_ -](?:\w+[ -])*\w*(?:token|key|secret|password|id|value|name|here)$/i,
  /^(?:[*•.]{3,}|…)$/,
]
const named = /^(?:\$([A-Z][A-Z0-9_]*)|\[([A-Za-z][\w -]*)\])$/
const guid = /^\{[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\}$/i

/** What documents write where the value goes, alone or behind a scheme. */
function isPlaceholder(text: string): boolean {
  const value = text.replace(/^[\w-]+:? (?=[$<{[%]|YOUR[_-])/, '')
  const [, variable, bracketed] = named.exec(value) ?? []
  if (guid.test(value) || value.length > 200) return false
  return placeholders.some((form) => form.test(value)) || secretName.test(variable ?? bracketed ?? '')
}

const oddities: [RegExp, string][] = [
  [/^(?:-H|--header|curl)\b/, 'it begins with a part of a curl command; leave that out.'],
  [/^authorization\s*:/i, 'it begins with “Authorization:”; leave that out.'],
  [/^[a-z][\w-]*:\s/i, 'it begins with a name and a colon; leave those out.'],
  [
    /^(?:export\s+|set\s+|\$env:)?[a-z_]\w*\s*=\s*[^=\s]/i,
    'it begins with a name and an equals sign; leave those out.',
  ],
  [/^(?:bearer|basic|token|api-?key)\s/i, 'it begins with a word such as “Bearer”; leave that out.'],
  [new RegExp(`^[${quotes}]|[${quotes}][,;]?$`), 'it begins or ends with a quotation mark; leave those out.'],
  [/^[{[].*[}\]]$/, 'it looks like a piece of JSON; take the one value out of it.'],
  [/\.{3}|\*{3}/, 'it looks shortened; copy the whole value.'],
  [/%[\da-f]{2}/i, 'it looks like a part of a web address; copy it from where it was made.'],
  [/[,;.]$/, 'it ends with a punctuation mark; does that belong to it?'],
  [/\s/, 'it has a space inside; does that belong to it?'],
]

/** What looks odd about a value that was kept as it is, or null. */
export function describeOddity({ value, isJoined }: Pasted): string | null {
  const odd = oddities.find(([form]) => form.test(value))?.[1]
  return odd ?? (isJoined ? 'it had line breaks inside, which were taken out; copy it again without them.' : null)
}

function isOneOf(words: readonly string[], one: string): boolean {
  return one !== '' && words.some((known) => known.toLowerCase() === one.toLowerCase())
}

/** Without these letters at both ends. An expression would look at a long run of them again from each of its letters. */
function trim(text: string, letters: string): string {
  let [start, end] = [0, text.length]
  while (start < end && letters.includes(text.charAt(start))) start += 1
  while (end > start && letters.includes(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}
