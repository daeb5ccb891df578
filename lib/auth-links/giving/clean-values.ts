/**
 * What a person typed or pasted, made ready to be tried: the declared fields only, each without what was copied along with
 * it. Refuses what no header can carry, and what is not a value at all. Pure.
 */

import type { Values } from '#lib/credentials/secret.ts'
import { encode } from '#lib/servers/inputs/address.ts'
import type { Input, InputField } from '#lib/servers/inputs/schema.ts'
import { type AskedField, askedFields } from '#lib/servers/inputs/shared-fields.ts'
import { isEncoded, isUserOfPair } from '#lib/servers/inputs/template.ts'
import { describeOddity, type Pasted, readPasted } from './pasted-value.ts'

export type GivenValues = Readonly<Record<string, unknown>>
export type Cleaned = { ok: true; values: Values } | { ok: false; fields: Record<string, string> }

/**
 * Tokens of 8 to 11 thousand characters are in use. What a server takes is its own affair (nginx 8 kB a header and 32 kB
 * together, Apache 8 kB a header, Node 16 kB together, others more, and each can be set otherwise), so the real one is
 * asked; over the largest of these the value is a file, copied by mistake.
 */
const valueCharsMax = 32_768

/** Part of an address, of which Jetway sends no more than 2,048 characters. */
const addressValueCharsMax = 1_024

/** The declared values, or what is wrong with which form field. An empty value is left out, so that its default applies. */
export function cleanValues(inputs: readonly Input[], given: GivenValues): Cleaned {
  const values: Values = {}
  const wrong: Record<string, string> = {}
  for (const { field, uses, isNeeded } of askedFields(inputs)) {
    const pasted = read(field, uses, given)
    const problem = problemOf({ field, uses, isNeeded }, pasted)
    if (problem) wrong[formName(field)] = problem
    else if (pasted.value !== '') values[field.name] = pasted.value
  }
  return Object.keys(wrong).length > 0 ? { ok: false, fields: wrong } : { ok: true, values }
}

/** Sentences on what looked odd and was tried all the same, for when the server has refused it. Nothing of a value is in them. */
export function describeOddities(inputs: readonly Input[], given: GivenValues): string[] {
  return askedFields(inputs).flatMap(({ field, uses }) => {
    const odd = field.choices ? null : describeOddity(read(field, uses, given))
    return odd === null ? [] : [`${field.label}: ${odd}`]
  })
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

/** Schemes whose credentials are one token, by their RFCs; those of any other may be anything. */
const tokenScheme = /^(bearer|basic)$/i

function read(field: InputField, uses: Input[], given: GivenValues): Pasted {
  const { name, choices } = field
  const text = Object.hasOwn(given, name) ? given[name] : undefined
  if (typeof text !== 'string') return { value: '', isPlaceholder: false, isJoined: false }
  if (choices?.includes(text)) return { value: text, isPlaceholder: false, isJoined: false }
  const prefixes = uses.map(({ template }) => prefixOf(template, name))
  return readPasted(text, {
    headers: uses.map((use) => use.name),
    prefixes,
    fieldName: name,
    isToken: uses.some(
      ({ template }, index) => tokenScheme.test(prefixes[index] ?? '') && template.endsWith(`{${name}}`),
    ),
  })
}

function problemOf({ field, uses, isNeeded }: AskedField, { value, isPlaceholder }: Pasted): string | null {
  const { label } = field
  if (value === '') return isNeeded ? `${label} is needed.` : null
  if (isPlaceholder || (field.isSecret && value === field.placeholder))
    return `${label}: this is the placeholder, not the value. Put your own in its place.`
  if (value.length > valueCharsMax) return `${label} has more than ${valueCharsMax} characters. Is it the right value?`
  if (value.includes('\n')) return `${label} has several lines. Copy the value again, alone.`
  if (isUncarried(value, field, uses))
    return `${label} has a character that a header cannot carry. Copy it again, alone.`
  if (uses.some(({ template }) => isUserOfPair(template, field.name)) && value.includes(':'))
    return `${label} cannot have a colon in it: it ends there.`
  if (encode(value).length > addressValueCharsMax && uses.some(({ location }) => location !== 'header'))
    return `${label} has more than ${addressValueCharsMax} characters, which no address takes. Is it the right value?`
  if (field.format === 'number' && !/^-?\d+(?:\.\d+)?$/.test(value)) return `${label} is a number, such as 12.`
  if (field.choices && !field.choices.includes(value)) return `${label}: choose one of ${field.choices.join(', ')}.`
  return null
}

/** As it is, a header takes printable ASCII only; encoded, whatever can be seen. */
function isUncarried(value: string, { name }: InputField, uses: Input[]): boolean {
  const isPlain = uses.some(({ location, template }) => location === 'header' && !isEncoded(template, name))
  return isPlain ? /[^\x20-\x7e]/.test(value) : /[\p{Cc}\p{Cs}]/u.test(value)
}
