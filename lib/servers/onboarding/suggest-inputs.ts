import { isPlaceholderName, toTemplate } from '#lib/catalog/placeholders.ts'
import type { CatalogInput, CatalogVariable } from '#lib/catalog/schema.ts'
import type { EntryView } from '#lib/catalog/view.ts'
import { refuseFieldName } from '../inputs/input-policy.ts'
import { type Input, type InputField, inputField } from '../inputs/schema.ts'
import { shareFields } from '../inputs/shared-fields.ts'

/** What a sentence about a value is made of; a custom server has none of it. */
type Entry = Pick<EntryView, 'title' | 'fieldNotes' | 'documentationUrl'>

/** What an entry's endpoint declares, ready for an admin to confirm. */
export function suggestInputs(entry: Entry, inputs: readonly CatalogInput[]): Input[] {
  const nameFor = createNames()
  const suggested = inputs.map((header): Input => {
    const isRequired = header.isRequired ?? false
    const { template, variables } = templateOf(header, nameFor)
    const fields = variables.map(([name, variable]) => toField(entry, name, { header, variable }))
    const isSecret = fields.some((field) => field.isSecret)
    return {
      location: header.location,
      name: header.name,
      template,
      isRequired,
      isSecret,
      help: clip(withoutOauth(header.description), 500),
      fields,
    }
  })
  return shareFields(suggested)
}

/** Without a template the whole value is one field, named after the header. */
function templateOf(header: CatalogInput, nameFor: NameFor) {
  const variables = new Map<string, CatalogVariable>()
  const fieldOf = (source: string, raw: string, variable: CatalogVariable) => {
    const name = nameFor(source, raw)
    variables.set(name, variable)
    return `{${name}}`
  }
  const { name, value = '', variables: declared = {} } = header
  if (value.trim() === '') return { template: fieldOf(`header ${name}`, name, header), variables: [...variables] }

  const template = toTemplate(name, value.trim()).replace(/\{([^{}]*)\}/g, (whole, raw: string) => {
    const known = findDeclared(declared, raw)
    if (known) return fieldOf(`variable ${known[0]}`, known[0], known[1])
    // Nobody has said that it is no secret.
    const undeclared = { isSecret: header.isSecret ?? true }
    return isPlaceholderName(raw) ? fieldOf(`variable ${raw}`, plainName(raw), undeclared) : whole
  })
  return { template: encodePair(template), variables: [...variables] }
}

/** Basic is base64 of user and password (RFC 7617 2); no server reads them in the clear. */
function encodePair(template: string): string {
  return template.replace(/^(Basic) (\{\w+\}:\{\w+\})$/i, '$1 base64($2)')
}

/** By the name as it is written, else by what comes out the same: `${API_KEY}` is declared as `api_key`. */
function findDeclared(declared: Record<string, CatalogVariable>, raw: string) {
  const known = Object.entries(declared)
  const name = toFieldName(plainName(raw))
  return known.find(([key]) => key === raw) ?? known.find(([key]) => toFieldName(key) === name)
}

/** `<your token>` asks for a token. */
function plainName(raw: string): string {
  return raw.replace(/^(?:your|my|enter|insert|paste)[\s_-]+|[\s_-]+here$/gi, '')
}

type NameFor = (source: string, raw: string) => string

/** A variable is one field in all headers that use it; what only comes out alike is kept apart by a number. */
function createNames(): NameFor {
  const names = new Map<string, string>()
  return (source, raw) => {
    const known = names.get(source)
    if (known !== undefined) return known
    const taken = new Set(names.values())
    const plain = toFieldName(raw)
    let name = plain
    for (let number = 2; taken.has(name); number += 1) name = `${plain}_${number}`
    names.set(source, name)
    return name
  }
}

/** Leaves room for what tells two names apart. */
const nameCharsMax = 58

function toFieldName(raw: string): string {
  const name = raw
    .toLowerCase()
    .replace(/[^a-z0-9_]+/g, '_')
    .slice(0, nameCharsMax)
  return refuseFieldName(name) === null ? name : `field_${name}`
}

const genericDescription = 'The credential that follows the word Bearer.'
const labelCharsMax = 48

type Source = { header: CatalogInput; variable: CatalogVariable }

function toField(entry: Entry, name: string, { header, variable }: Source): InputField {
  const note = Object.hasOwn(entry.fieldNotes, name) ? entry.fieldNotes[name] : undefined
  const helpUrl = note?.url ?? entry.documentationUrl ?? undefined
  const choices = sound(
    inputField.shape.choices,
    variable.choices ?? (variable.format === 'boolean' ? ['true', 'false'] : undefined),
  )
  const preset = sound(inputField.shape.default, variable.default)
  return {
    name,
    label: clip((note?.label ?? labelOf(entry, name, { header, variable })).replace(/\s+/g, ' '), 100),
    help: clip(note?.where ?? helpOf(header, variable), 500),
    ...(helpUrl && { helpUrl }),
    placeholder: clip(variable.placeholder ?? '', 100),
    isSecret: variable.isSecret ?? false,
    ...(choices && { choices }),
    ...(preset !== undefined && { default: preset }),
    ...(variable.format === 'number' && { format: 'number' as const }),
  }
}

/** What no header can carry is no choice; the form has no place where an admin could mend it. */
function sound<T>(schema: { safeParse: (value: T) => { success: boolean } }, value: T): T | undefined {
  return schema.safeParse(value).success ? value : undefined
}

/** What the publisher calls the value; else the entry's name and the variable's. */
function labelOf(entry: Entry, name: string, { header, variable }: Source): string {
  const isGeneric = variable === header || variable.description === genericDescription
  const [called = ''] = withoutOauth(header.description).split(/[,;(.]/)
  if (isGeneric && called.trim() !== '' && called.length <= labelCharsMax) return called.trim()
  if (variable === header) return header.name
  return `${entry.title} ${name.replaceAll('_', ' ')}`
}

function helpOf(header: CatalogInput, variable: CatalogVariable): string {
  const isGeneric = variable.description === undefined || variable.description === genericDescription
  return withoutOauth(isGeneric ? header.description : variable.description)
}

/** Catalog texts say where OAuth would do instead; nothing here offers it. */
function withoutOauth(description = ''): string {
  return description.replace(/;[^;]*OAuth[^;]*$/, '.')
}

function clip(text: string, charsMax: number): string {
  const plain = text.trim()
  return plain.length <= charsMax ? plain : `${plain.slice(0, charsMax - 1)}…`
}
