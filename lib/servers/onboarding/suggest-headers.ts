import type { EntryView } from '#lib/catalog/view.ts'
import type { HeaderInput, InputField } from '../schema.ts'

type CatalogHeader = EntryView['endpoints'][number]['headers'][number]
type CatalogVariable = NonNullable<CatalogHeader['variables']>[string]

/** The headers an entry's endpoint declares, ready for an admin to confirm. */
export function suggestHeaders(entry: EntryView, headers: readonly CatalogHeader[]): HeaderInput[] {
  return headers.map((header) => {
    const isRequired = header.isRequired ?? false
    const { template, variables } = templateOf(header)
    const fields = variables.map(([name, variable]) => toField(entry, name, { header, variable, isRequired }))
    const isSecret = fields.some((field) => field.isSecret)
    return {
      name: header.name,
      template,
      isRequired,
      isSecret,
      help: clip(withoutOauth(header.description), 500),
      fields,
    }
  })
}

/** Without a template the whole value is one field, named after the header. */
function templateOf(header: CatalogHeader): { template: string; variables: [string, CatalogVariable][] } {
  if (header.value === undefined) {
    const name = toFieldName(header.name)
    return { template: `{${name}}`, variables: [[name, header]] }
  }
  let template = header.value
  const variables: [string, CatalogVariable][] = []
  for (const [raw, variable] of Object.entries(header.variables ?? {})) {
    if (!template.includes(`{${raw}}`)) continue
    const name = toFieldName(raw)
    template = template.replaceAll(`{${raw}}`, `{${name}}`)
    variables.push([name, variable])
  }
  return { template, variables }
}

function toFieldName(raw: string): string {
  const name = raw.toLowerCase().replace(/[^a-z0-9_]+/g, '_')
  return (/^[a-z]/.test(name) ? name : `field_${name}`).slice(0, 64)
}

const genericDescription = 'The credential that follows the word Bearer.'
const labelCharsMax = 48

type Source = { header: CatalogHeader; variable: CatalogVariable; isRequired: boolean }

function toField(entry: EntryView, name: string, { header, variable, isRequired }: Source): InputField {
  const note = entry.fieldNotes[name]
  const helpUrl = note?.url ?? entry.documentationUrl ?? undefined
  const choices = variable.choices ?? (variable.format === 'boolean' ? ['true', 'false'] : undefined)
  return {
    name,
    label: clip(note?.label ?? labelOf(entry, name, { header, variable }), 100),
    help: clip(note?.where ?? helpOf(header, variable), 500),
    ...(helpUrl && { helpUrl }),
    placeholder: clip(variable.placeholder ?? '', 100),
    isRequired,
    isSecret: variable.isSecret ?? false,
    ...(choices && { choices }),
    ...(variable.default !== undefined && { default: variable.default }),
  }
}

/** What the publisher calls the value; else the entry's name and the variable's. */
function labelOf(entry: EntryView, name: string, { header, variable }: Omit<Source, 'isRequired'>): string {
  const isGeneric = variable === header || variable.description === genericDescription
  const [called = ''] = withoutOauth(header.description).split(/[,;(.]/)
  if (isGeneric && called !== '' && called.length <= labelCharsMax) return called.trim()
  if (variable === header) return header.name
  return `${entry.title} ${name.replaceAll('_', ' ')}`
}

function helpOf(header: CatalogHeader, variable: CatalogVariable): string {
  const isGeneric = variable.description === undefined || variable.description === genericDescription
  return withoutOauth(isGeneric ? header.description : variable.description)
}

/** Catalog texts say where OAuth would do instead; nothing here offers it. */
function withoutOauth(description = ''): string {
  return description.replace(/;[^;]*OAuth[^;]*$/, '.')
}

function clip(text: string, charsMax: number): string {
  return text.length <= charsMax ? text : `${text.slice(0, charsMax - 1)}…`
}
