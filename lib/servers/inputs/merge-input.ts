/** An edit of a input against what its form showed, part by part: see `lib/edit.ts`. Pure. */
import { type Fields, mergeEdit } from '#lib/edit.ts'
import type { Input, InputField } from './schema.ts'

const parts = ['label', 'help', 'helpUrl', 'placeholder', 'isSecret', 'default', 'choices', 'format'] as const

/** What a input's form shows, a text for each part; those of a value's field as `<field>/<part>`. */
export function toInputParts({ location, name, template, help, isRequired, fields }: Input): Fields {
  const ofFields = fields.flatMap((field) => parts.map((part) => [keyOf(field, part), toText(field[part])]))
  return { location, name, template, help, isRequired: toText(isRequired), ...Object.fromEntries(ofFields) }
}

/** Throws `conflict`, next to the form's fields, where somebody else has changed the same parts meanwhile. */
export function mergeInput(now: Input, given: Input, seen: Fields): Input {
  const changed = mergeEdit({ seen, given: toInputParts(given), now: toInputParts(now), say, at: placesOf(given) })
  const { name = now.name, help = now.help, template = now.template } = changed
  const location = 'location' in changed ? given.location : now.location
  const isRequired = 'isRequired' in changed ? given.isRequired : now.isRequired
  const wanted = template === now.template ? now.fields : given.fields
  const fields = wanted.map((field) => {
    const mine = given.fields.find((other) => other.name === field.name)
    const theirs = now.fields.find((other) => other.name === field.name) ?? field
    const ofMine = parts.filter((part) => mine && keyOf(field, part) in changed).map((part) => [part, mine?.[part]])
    return { ...theirs, ...Object.fromEntries(ofMine) }
  })
  return { location, name, template, help, isRequired, fields, isSecret: fields.some(({ isSecret }) => isSecret) }
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
function placesOf({ fields }: Input) {
  return (key: string): string => {
    const [name, part] = key.split('/')
    if (part === undefined) return `input.${key}`
    return `input.fields.${fields.findIndex((field) => field.name === name)}.${part}`
  }
}
