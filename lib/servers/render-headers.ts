import { refuseHeaderName } from './header-policy.ts'
import type { HeaderInput, InputField } from './schema.ts'

export type Rendered =
  | { ok: true; headers: Record<string, string> }
  | { ok: false; missing: string[]; malformed: string[] }

/**
 * The headers a server gets, from its declared inputs and one person's values, named as they were declared. A header that
 * is not required is left out when one of its fields is empty. Values are printable ASCII (RFC 9110 5.5): anything else is
 * named, not sent. Here ends the way of a name that may not be declared, whoever wrote it into the database.
 */
export function renderHeaders(inputs: readonly HeaderInput[], values: Readonly<Record<string, string>>): Rendered {
  const headers: Record<string, string> = {}
  const missing: string[] = []
  const malformed: string[] = []
  for (const input of inputs) {
    if (refuseHeaderName(input.name)) continue
    const filled = input.fields.map((field) => ({ field, value: givenFor(values, field) }))
    const empty = filled.filter(({ value }) => value === '')
    const odd = filled.filter(({ value }) => !/^[\x20-\x7e]*$/.test(value))
    if (odd.length > 0) malformed.push(...odd.map(({ field }) => field.name))
    else if (empty.length === 0) headers[wireName(input.name)] = render(input.template, filled)
    else if (input.isRequired) missing.push(...empty.map(({ field }) => field.name))
  }
  return missing.length + malformed.length > 0 ? { ok: false, missing, malformed } : { ok: true, headers }
}

/** As declared, since some servers tell `X-Key` from `x-key`; the one name that Jetway has a value for itself takes its place. */
function wireName(name: string): string {
  return name.toLowerCase() === 'user-agent' ? 'user-agent' : name
}

/** What everybody sends alike: the headers that hold nothing of a person's. */
export function fixedHeaders(inputs: readonly HeaderInput[]): Record<string, string> {
  const rendered = renderHeaders(
    inputs.filter(({ fields }) => fields.length === 0),
    {},
  )
  return rendered.ok ? rendered.headers : {}
}

function givenFor(values: Readonly<Record<string, string>>, field: InputField): string {
  return (Object.hasOwn(values, field.name) ? values[field.name] : undefined) ?? field.default ?? ''
}

function render(template: string, filled: { field: { name: string }; value: string }[]): string {
  const values = new Map(filled.map(({ field, value }) => [field.name, value]))
  return template.replace(/\{([A-Za-z][A-Za-z0-9_]*)\}/g, (whole, name: string) => values.get(name) ?? whole)
}
