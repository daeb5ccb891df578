import type { HeaderInput } from './schema.ts'

export type Rendered =
  | { ok: true; headers: Record<string, string> }
  | { ok: false; missing: string[]; malformed: string[] }

/**
 * The headers a server gets, from its declared inputs and one person's values. A header that is not required is left
 * out when one of its fields is empty. Values are printable ASCII (RFC 9110 5.5): anything else is named, not sent.
 */
export function renderHeaders(inputs: readonly HeaderInput[], values: Readonly<Record<string, string>>): Rendered {
  const headers: Record<string, string> = {}
  const missing: string[] = []
  const malformed: string[] = []
  for (const input of inputs) {
    const filled = input.fields.map((field) => ({ field, value: values[field.name] ?? field.default ?? '' }))
    const empty = filled.filter(({ value }) => value === '')
    const odd = filled.filter(({ value }) => !/^[\x20-\x7e]*$/.test(value))
    if (odd.length > 0) malformed.push(...odd.map(({ field }) => field.name))
    else if (empty.length === 0) headers[input.name.toLowerCase()] = render(input.template, filled)
    else if (input.isRequired) missing.push(...empty.map(({ field }) => field.name))
  }
  return missing.length + malformed.length > 0 ? { ok: false, missing, malformed } : { ok: true, headers }
}

function render(template: string, filled: { field: { name: string }; value: string }[]): string {
  const values = new Map(filled.map(({ field, value }) => [field.name, value]))
  return template.replace(/\{([A-Za-z][A-Za-z0-9_]*)\}/g, (whole, name: string) => values.get(name) ?? whole)
}
