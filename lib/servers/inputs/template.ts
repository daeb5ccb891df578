/**
 * What stands in an input: text, `{field}` where a value goes, and `base64(…)` around what is encoded first, as Basic has it:
 * `Basic base64({user}:{token})`. https://www.rfc-editor.org/rfc/rfc7617#section-2
 */
const encodedGroup = /base64\(([^()]*\{[^()]*)\)/g
const variable = /\{([A-Za-z][A-Za-z0-9_]*)\}/g

const printable = /^[\x20-\x7e]*$/
const controls = /\p{Cc}|\p{Cs}/u

type Values = ReadonlyMap<string, string>

/** `encoded`: what `base64(…)` has become, in order. */
export type FilledTemplate = { ok: true; text: string; encoded: string[] } | { ok: false; malformed: string[] }

type IsOdd = (value: string) => boolean

/** `isText`: it goes into a header as it is, so outside `base64(…)` nothing but printable ASCII can. Values are never read as templates. */
export function fillTemplate(template: string, values: Values, { isText }: { isText: boolean }): FilledTemplate {
  const encoded: string[] = []
  const malformed: string[] = []
  const fill = (part: string, isOdd: IsOdd) =>
    part.replace(variable, (whole, name: string) => {
      const value = values.get(name)
      if (value !== undefined && isOdd(value)) malformed.push(name)
      return value ?? whole
    })
  const isOddText: IsOdd = (value) => (isText ? !printable.test(value) : controls.test(value))
  // Text and groups in turn: what stands in a group is every second piece.
  const pieces = template.split(encodedGroup).map((piece, index) => {
    if (index % 2 === 0) return fill(piece, isOddText)
    const user = values.get(userOf(piece) ?? '')
    const base64 = Buffer.from(fill(piece, (value) => controls.test(value) || (value === user && value.includes(':'))))
    encoded.push(base64.toString('base64'))
    return base64.toString('base64')
  })
  return malformed.length > 0 ? { ok: false, malformed } : { ok: true, text: pieces.join(''), encoded }
}

/** Of a pair the first ends at the first colon, so there can be none in it. */
function userOf(group: string): string | undefined {
  return /^\{([A-Za-z]\w*)\}:/.exec(group)?.[1]
}

/** Whether a field stands in `base64(…)`, where other letters than ASCII are allowed. */
export function isEncoded(template: string, field: string): boolean {
  return [...template.matchAll(encodedGroup)].some(([, inner = '']) => inner.includes(`{${field}}`))
}

/** Whether a field is the user of a pair that is encoded, where a colon would end it. */
export function isUserOfPair(template: string, field: string): boolean {
  return [...template.matchAll(encodedGroup)].some(([, inner = '']) => userOf(inner) === field)
}
