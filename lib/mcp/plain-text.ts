/**
 * A server's own words, made fit to show: one line of plain text, bounded, without invisible characters, and without
 * anything that was sent as a header value. Must stay true: a server that echoes a credential gets it hidden, also when
 * it is echoed without its scheme, encoded, cut off, or cut through with characters that cannot be seen.
 */

const invisible = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/gu
const lineBreak = /[\t-\r\p{Zl}\p{Zp}]/u
const hidden = '[hidden]'

/** One line of at most `charsMax` characters. */
export function toPlainText(text: string, charsMax: number): string {
  const visible = text.slice(0, charsMax * 8).replace(invisible, (letter) => (lineBreak.test(letter) ? ' ' : ''))
  const line = visible.replace(/\s+/g, ' ').trim()
  const letters = [...line]
  return letters.length <= charsMax ? line : `${letters.slice(0, charsMax - 1).join('')}…`
}

/**
 * A function that takes every given value out of a text, in whatever form it stands there, a long one also in pieces. Forms
 * shorter than `charsMin` stay, and those too short to be told from ordinary text go only where they stand alone.
 */
export function createHider(values: readonly string[], charsMin = 1): (text: string) => string {
  const forms = [...new Set(values.flatMap(formsOf))].filter((form) => form.length >= charsMin)
  const hidePieces = createPieceHider(forms.filter(({ length }) => length >= pieceCharsMin))
  const hideWhole = createWholeHider(forms.filter(({ length }) => length < pieceCharsMin))
  return (text) => hideWhole(hidePieces(text))
}

function createWholeHider(forms: string[]): (text: string) => string {
  if (forms.length === 0) return (text) => text
  const longestFirst = forms.sort((a, b) => b.length - a.length)
  const expression = new RegExp(longestFirst.map(toPattern).join('|'), 'giu')
  return (text) => text.replace(expression, hidden)
}

/** A piece of twice as many letters holds at least one whole block of a text that is cut into blocks. */
const blockChars = 12
const pieceCharsMin = 2 * blockChars

/** Looks a text up block by block, so that neither a value of many thousand letters nor a long text takes long. */
function createPieceHider(forms: string[]): (text: string) => string {
  const places = new Map<string, { form: string; at: number }>()
  for (const form of forms.map(toLower)) {
    for (let at = 0; at + blockChars <= form.length; at += 1) {
      const block = form.slice(at, at + blockChars)
      if (!places.has(block)) places.set(block, { form, at })
    }
  }
  if (places.size === 0) return (text) => text

  return (text) => {
    const lower = toLower(text)
    let shown = ''
    let done = 0
    for (let position = 0; position + blockChars <= lower.length; position += blockChars) {
      const place = position < done ? undefined : places.get(lower.slice(position, position + blockChars))
      if (!place) continue
      let [start, end] = [position, position + blockChars]
      const ahead = place.at - position
      while (start > done && lower[start - 1] === place.form[start - 1 + ahead]) start -= 1
      while (end < lower.length && lower[end] === place.form[end + ahead]) end += 1
      if (end - start < pieceCharsMin) continue
      while (lower[start] === ' ') start += 1
      shown += text.slice(done, start) + hidden
      done = end
    }
    return shown + text.slice(done)
  }
}

/** Letter for letter, so that places stay the same. */
function toLower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
}

const distinctiveChars = 6

function toPattern(form: string): string {
  const literal = form.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
  return form.length < distinctiveChars ? `(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])` : literal
}

/** The value, its parts without the scheme, what Basic encodes, and how each looks inside a URL or JSON. */
export function formsOf(value: string): string[] {
  const whole = value.trim()
  const [scheme = '', ...rest] = whole.split(/[\s,;]+/)
  const words = [scheme, ...rest]
  const parts = /^[a-z]+$/i.test(scheme) ? rest : words
  const secrets = [whole, ...parts.filter((part) => part.length >= distinctiveChars), ...words.flatMap(decodeBasic)]
  return secrets.flatMap((secret) => [secret, encodeURIComponent(secret), ...jsonFormsOf(secret)])
}

/** What writers of JSON escape without need: PHP, Go, Java (Gson), .NET. Their digits are as they write them. */
const overEscaped: ((json: string) => string)[] = [
  (json) => json.replaceAll('/', '\\/'),
  (json) => json.replace(/[<>&]/g, toEscape),
  (json) => json.replace(/[<>&='`]/g, toEscape),
  (json) => json.replace(/[<>&+'`]/g, (letter) => `\\u${toEscape(letter).slice(2).toUpperCase()}`),
]

function jsonFormsOf(secret: string): string[] {
  const json = JSON.stringify(secret).slice(1, -1)
  return [json, ...overEscaped.map((write) => write(json))]
}

function toEscape(letter: string): string {
  return `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`
}

function decodeBasic(part: string): string[] {
  const text = Buffer.from(part, 'base64').toString('latin1')
  if (!/^[\x20-\x7e]+:[\x20-\x7e]+$/.test(text)) return []
  return [text, text.slice(text.indexOf(':') + 1)]
}
