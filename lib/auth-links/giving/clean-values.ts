/**
 * What a person typed or pasted, made ready to be tried: without the white space around it and without the word that
 * the header's template adds again (`Bearer`). Refuses what no header can carry. Pure; keeps only declared fields.
 */

import type { Values } from '#lib/credentials/store-credential.ts'
import type { HeaderInput, InputField } from '#lib/servers/schema.ts'

export type GivenValues = Readonly<Record<string, unknown>>
export type Cleaned = { ok: true; values: Values } | { ok: false; fields: Record<string, string> }

const valueCharsMax = 4_000

/** The declared values, or what is wrong with which form field. An empty value is left out, so that its default applies. */
export function cleanValues(inputs: readonly HeaderInput[], given: GivenValues): Cleaned {
  const values: Values = {}
  const wrong: Record<string, string> = {}
  for (const { field, uses } of usedFields(inputs)) {
    const prefixes = uses.map(({ template }) => prefixOf(template, field.name))
    const value = withoutPrefix(text(given, field.name), prefixes)
    const isNeeded = uses.some(({ isRequired }) => isRequired)
    const problem = problemOf(field, value, isNeeded)
    if (problem) wrong[formName(field)] = problem
    else if (value !== '') values[field.name] = value
  }
  return Object.keys(wrong).length > 0 ? { ok: false, fields: wrong } : { ok: true, values }
}

/** The name of a field in a form. What is named `secret.…` never leaves the browser but to be tried and sealed. */
export function formName(field: Pick<InputField, 'name' | 'isSecret'>): string {
  return `${field.isSecret ? 'secret' : 'value'}.${field.name}`
}

/** The word a template puts before a field (`Bearer` in `Bearer {token}`), or nothing. */
export function prefixOf(template: string, fieldName: string): string {
  const before = template.split(`{${fieldName}}`)[0] ?? ''
  return /^[A-Za-z][\w-]*\s+$/.test(before) ? before.trim() : ''
}

/** Each field once, with the headers that it goes into. */
function usedFields(inputs: readonly HeaderInput[]): Iterable<{ field: InputField; uses: HeaderInput[] }> {
  const used = new Map<string, { field: InputField; uses: HeaderInput[] }>()
  for (const input of inputs) {
    for (const field of input.fields) {
      const known = used.get(field.name)
      if (known) known.uses.push(input)
      else used.set(field.name, { field, uses: [input] })
    }
  }
  return used.values()
}

function text(given: GivenValues, name: string): string {
  const value = Object.hasOwn(given, name) ? given[name] : undefined
  return typeof value === 'string' ? value.trim() : ''
}

function withoutPrefix(value: string, prefixes: readonly string[]): string {
  const [first = '', ...rest] = value.split(/\s+/)
  if (rest.length === 0 || !prefixes.some((prefix) => first.toLowerCase() === prefix.toLowerCase())) return value
  return withoutPrefix(value.slice(first.length).trimStart(), prefixes)
}

function problemOf(field: InputField, value: string, isNeeded: boolean): string | null {
  const { label } = field
  if (value === '') return isNeeded && field.isRequired && field.default === undefined ? `${label} is needed.` : null
  if (value.length > valueCharsMax) return `${label} has more than ${valueCharsMax} characters. Is it the right value?`
  if (/[^\x20-\x7e]/.test(value))
    return `${label} has a line break or a character that a header cannot carry. Copy it again, alone.`
  if (field.choices && !field.choices.includes(value)) return `${label}: choose one of ${field.choices.join(', ')}.`
  return null
}
