/** An edit of a header against what its form showed, part by part: see `lib/edit.ts`. Pure. */
import { type Fields, mergeEdit } from '#lib/edit.ts'
import type { HeaderInput, InputField } from './schema.ts'

const parts = ['label', 'help', 'helpUrl', 'placeholder', 'isSecret', 'default', 'choices'] as const

/** What a header's form shows, a text for each part; those of a value's field as `<field>/<part>`. */
export function toHeaderParts({ name, template, help, isRequired, fields }: HeaderInput): Fields {
  const ofFields = fields.flatMap((field) => parts.map((part) => [keyOf(field, part), toText(field[part])]))
  return { name, template, help, isRequired: toText(isRequired), ...Object.fromEntries(ofFields) }
}

/** Throws `conflict`, next to the form's fields, where somebody else has changed the same parts meanwhile. */
export function mergeHeader(now: HeaderInput, given: HeaderInput, seen: Fields): HeaderInput {
  const changed = mergeEdit({ seen, given: toHeaderParts(given), now: toHeaderParts(now), say, at: placesOf(given) })
  const { name = now.name, help = now.help, template = now.template } = changed
  const isRequired = 'isRequired' in changed ? given.isRequired : now.isRequired
  const wanted = template === now.template ? now.fields : given.fields
  const fields = wanted.map((field) => {
    const mine = given.fields.find((other) => other.name === field.name)
    const theirs = now.fields.find((other) => other.name === field.name) ?? field
    const ofMine = parts.filter((part) => mine && keyOf(field, part) in changed).map((part) => [part, mine?.[part]])
    return { ...theirs, ...Object.fromEntries(ofMine) }
  })
  return { name, template, help, isRequired, fields, isSecret: fields.some(({ isSecret }) => isSecret) }
}

function keyOf({ name }: InputField, part: string): string {
  return `${name}/${part}`
}

function toText(value: InputField[(typeof parts)[number]]): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return Array.isArray(value) ? JSON.stringify(value) : (value ?? '')
}

function say(text: string, key: string): string {
  if (!/^isRequired$|\/isSecret$/.test(key)) return text
  return text === 'on' ? 'yes' : 'no'
}

/** The form's name of a part. */
function placesOf({ fields }: HeaderInput) {
  return (key: string): string => {
    const [name, part] = key.split('/')
    if (part === undefined) return `header.${key}`
    return `header.fields.${fields.findIndex((field) => field.name === name)}.${part}`
  }
}
