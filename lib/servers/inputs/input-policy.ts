/**
 * Which inputs an admin may declare. Of headers any but those that would break the connection, the conversation, or what Jetway has
 * checked. Names are tokens (RFC 9110 5.1); templates use exactly the declared fields. Every refusal is a sentence with
 * its reason. What is unusual is not refused: some server wants a `User-Agent`, an `Origin` or a `Cookie` of its own.
 * https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1
 */

import { toTemplate } from '#lib/catalog/placeholders.ts'
import { keyOf, type Location } from './key-of.ts'

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/
const printable = /^[\x20-\x7e]*$/
const variable = /\{([^{}]*)\}/g
const fieldName = /^[A-Za-z][A-Za-z0-9_]{0,63}$/

/** What the reader of forms leaves out, so that nobody reaches a prototype. */
const unreadable = new Set(['constructor', 'prototype'])

const headerNameCharsMax = 128

const perConnection = 'it is about one connection between two machines, not about the server.'
const framing = 'the length and kind of a message are set by whoever sends it.'
const routing = 'it decides which host answers, and Jetway takes that from the address.'
const forwarding = 'it claims where a call came from, and servers trust it.'
const protocol = 'MCP itself uses it to run the conversation.'
const method = 'it changes what a call does after Jetway has checked it.'

const refusedNames = new Map([
  ['connection', perConnection],
  ['keep-alive', perConnection],
  ['te', perConnection],
  ['trailer', perConnection],
  ['upgrade', perConnection],
  ['http2-settings', perConnection],
  ['expect', perConnection],
  ['proxy-authenticate', perConnection],
  ['proxy-authentication-info', perConnection],
  ['proxy-authorization', perConnection],
  ['proxy-connection', perConnection],
  ['transfer-encoding', framing],
  ['content-length', framing],
  ['content-type', framing],
  ['content-encoding', framing],
  ['accept', framing],
  ['accept-encoding', framing],
  ['host', routing],
  ['forwarded', forwarding],
  ['via', forwarding],
  ['x-real-ip', forwarding],
  ['last-event-id', protocol],
  ['mcp-method', protocol],
  ['mcp-name', protocol],
  ['mcp-protocol-version', protocol],
  ['mcp-session-id', protocol],
  ['x-http-method', method],
  ['x-http-method-override', method],
  ['x-method-override', method],
  ['__proto__', 'it is lost on its way: JavaScript keeps this name for itself.'],
])

const refusedPrefixes = [
  ['mcp-param-', protocol],
  ['x-forwarded-', forwarding],
] as const

/** Why an input of this name cannot be declared, or null. */
export function refuseName(location: Location, name: string): string | null {
  if (location === 'header') return refuseHeaderName(name)
  if (name === '') return 'Give the parameter a name.'
  if (name.length > headerNameCharsMax) return `Use at most ${headerNameCharsMax} characters.`
  if (location === 'path') return refuseFieldName(name)
  return /^[^\s\p{C}{}&=#?]+$/u.test(name)
    ? null
    : 'A parameter’s name has no spaces, braces or any of & = # ?, which divide an address.'
}

/** Why a header of this name cannot be declared, or null. */
export function refuseHeaderName(name: string): string | null {
  if (name === '') return 'Give the header a name.'
  if (name.length > headerNameCharsMax) return `Use at most ${headerNameCharsMax} characters.`
  if (!token.test(name)) {
    return 'A header’s name has letters, digits and hyphens only: no spaces, colons, line breaks or accents.'
  }
  const key = name.toLowerCase()
  const reason = refusedNames.get(key) ?? refusedPrefixes.find(([prefix]) => key.startsWith(prefix))?.[1]
  return reason ? `${name} cannot be set: ${reason}` : null
}

/** Why no field can have this name, or null. */
export function refuseFieldName(name: string): string | null {
  if (!fieldName.test(name)) return `{${name}} is no field name: use letters, digits and _, beginning with a letter.`
  return unreadable.has(name) ? `{${name}} is no field name: no form can carry it. Use another word.` : null
}

/** The names between braces, in order, each once. */
export function fieldsOfTemplate(template: string): string[] {
  return [...new Set([...template.matchAll(variable)].map(([, name = '']) => name))]
}

/** Why this template cannot be used with these fields, or null. Without fields it is a fixed value. */
export function refuseTemplate(template: string, declared: readonly string[]): string | null {
  if (template.trim() === '') return 'Give it a value, such as Bearer {access_token}.'
  if (!printable.test(template)) return 'Use printable ASCII only: no line breaks, accents or typographic quotes.'
  if (template !== template.trim()) return 'Take off the spaces at the beginning and the end.'

  const used = fieldsOfTemplate(template)
  const odd = used.map(refuseFieldName).find((refusal) => refusal !== null)
  if (odd !== undefined) return odd
  if (/[{}]/.test(template.replaceAll(variable, ''))) return 'A brace is left open: fields look like {access_token}.'

  const written = toTemplate('', template).replace(variable, (_, name: string) => `{${name.replace(/\W+/g, '_')}}`)
  if (written !== template) return `What people fill in is written in braces: ${written}`

  const [, pair] = /^Basic (\{\w+\}:\{\w+\})$/i.exec(template) ?? []
  if (pair) return `Basic takes the two encoded: Basic base64(${pair})`

  const unknown = used.find((name) => !declared.includes(name))
  if (unknown !== undefined) return `{${unknown}} is not one of its fields.`
  const unused = declared.find((name) => !used.includes(name))
  return unused === undefined ? null : `The field ${unused} is not used: write {${unused}} where its value goes.`
}

/** The first that stands twice. */
export function findDuplicate<I extends { location: Location; name: string }>(inputs: readonly I[]): I | null {
  const seen = new Set<string>()
  for (const input of inputs) {
    if (seen.has(keyOf(input))) return input
    seen.add(keyOf(input))
  }
  return null
}
