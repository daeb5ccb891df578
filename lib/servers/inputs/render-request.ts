import { valuesOf } from '#lib/credentials/secret.ts'
import { addressOf, encode, findDotSegment, placeholdersOf } from './address.ts'
import { refuseName } from './input-policy.ts'
import type { Input, InputField } from './schema.ts'
import { fillTemplate } from './template.ts'

type Values = Readonly<Record<string, string>>
type Secret = Parameters<typeof valuesOf>[0]

/** What goes out, whole: for nobody's eyes. `secrets`: what of it is secret, in each form that it goes out in. */
export type RenderedRequest = { url: URL; headers: Readonly<Record<string, string>>; secrets: readonly string[] }

/** `missing` and `malformed`: names of fields. */
export type Rendered = ({ ok: true } & RenderedRequest) | { ok: false; missing: string[]; malformed: string[] }

/**
 * Where a server is asked and with which headers, from its declared inputs and what one person gave; nobody else builds either.
 * Who signed in at the server's issuer is let in by that token, with those inputs besides that need nothing of theirs.
 * An input that is not required is left out when one of its fields is empty. In headers values are printable ASCII (RFC 9110
 * 5.5); in an address they are percent-encoded whole (RFC 3986 2), so that none ends its segment or adds a parameter. What
 * cannot go out is named, not sent. Here ends the way of a name that may not be declared, whoever wrote it into the database.
 */
export function renderRequest(address: string, inputs: readonly Input[], secret: Secret): Rendered {
  if (secret?.kind !== 'oauth') return render(address, inputs, valuesOf(secret))
  const rest = inputs.filter((input) => !isAuthorization(input) && fill(input, {}).kind === 'text')
  const rendered = render(address, rest, {})
  if (!rendered.ok) return rendered
  const { accessToken } = secret
  const headers = { ...rendered.headers, Authorization: `Bearer ${accessToken}` }
  return { ...rendered, headers, secrets: [...rendered.secrets, accessToken] }
}

function isAuthorization({ location, name }: Input): boolean {
  return location === 'header' && name.toLowerCase() === 'authorization'
}

function render(address: string, inputs: readonly Input[], values: Values): Rendered {
  const filled = inputs.filter(({ location, name }) => !refuseName(location, name)).map((input) => fill(input, values))
  const texts = filled.flatMap((one) => (one.kind === 'text' ? one : []))
  const inPath = new Map(
    texts.flatMap(({ input, text }) => (input.location === 'path' ? [[input.name, encode(text)]] : [])),
  )
  const missing = filled.flatMap((one) => (one.kind === 'missing' ? one.names : []))
  const malformed = filled.flatMap((one) => (one.kind === 'malformed' ? one.names : []))
  malformed.push(...fieldsAt(inputs, findDotSegment(address, inPath)))
  const isOpen = placeholdersOf(address).some((name) => !inPath.has(name))
  if (isOpen || missing.length + malformed.length > 0) return { ok: false, missing, malformed }

  const pairs = texts.flatMap(({ input, text }) =>
    input.location === 'query' ? `${encode(input.name)}=${encode(text)}` : [],
  )
  const headers = texts.flatMap(({ input, text }) =>
    input.location === 'header' ? [[wireName(input.name), text]] : [],
  )
  return {
    ok: true,
    url: addressOf(address, inPath, pairs),
    headers: Object.fromEntries(headers),
    secrets: [...new Set(texts.flatMap(({ secrets }) => secrets))],
  }
}

/** What goes out for everybody alike: with the inputs that hold nothing of a person's. Null where the address itself needs more. */
export function fixedRequest(address: string, inputs: readonly Input[]): RenderedRequest | null {
  const fixed = inputs.filter(({ fields }) => fields.length === 0)
  const rendered = render(address, fixed, {})
  return rendered.ok ? rendered : null
}

type Filled =
  | { kind: 'text'; input: Input; text: string; secrets: string[] }
  | { kind: 'missing' | 'malformed'; names: string[] }

function fill(input: Input, values: Values): Filled {
  const given = new Map(input.fields.map((field) => [field.name, givenFor(values, field)]))
  const empty = [...given.keys()].filter((name) => given.get(name) === '')
  if (empty.length > 0) return { kind: 'missing', names: input.isRequired ? empty : [] }
  const filled = fillTemplate(input.template, given, { isText: input.location === 'header' })
  if (!filled.ok) return { kind: 'malformed', names: filled.malformed }
  return { kind: 'text', input, text: filled.text, secrets: secretsIn(input, given, filled.encoded) }
}

/** Values that are secret, and what `base64(…)` has made of them; as an address encodes them too. */
function secretsIn(
  { location, fields, isSecret }: Input,
  given: ReadonlyMap<string, string>,
  encoded: string[],
): string[] {
  const values = fields.flatMap(({ name, isSecret }) => (isSecret ? (given.get(name) ?? []) : []))
  const plain = [...values, ...(isSecret ? encoded : [])]
  return location === 'header' ? plain : plain.flatMap((text) => [text, encode(text)])
}

function fieldsAt(inputs: readonly Input[], names: readonly string[]): string[] {
  const at = inputs.filter(({ location, name }) => location === 'path' && names.includes(name))
  return at.flatMap(({ fields }) => fields.map(({ name }) => name))
}

/** As declared, since some servers tell `X-Key` from `x-key`; the one name that Jetway has a value for itself takes its place. */
function wireName(name: string): string {
  return name.toLowerCase() === 'user-agent' ? 'user-agent' : name
}

function givenFor(values: Values, field: InputField): string {
  return (Object.hasOwn(values, field.name) ? values[field.name] : undefined) ?? field.default ?? ''
}
