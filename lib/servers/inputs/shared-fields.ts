/**
 * One field in several inputs: people are asked for it once and it goes wherever it stands. Each input keeps its own
 * copy of the declaration, so that none is lost with another input; here the copies are made to agree.
 */
import type { Input, InputField } from './schema.ts'

/** `settled`: declarations that hold as they are, whatever the inputs say. */
export function shareFields(inputs: readonly Input[], settled: readonly InputField[] = []): Input[] {
  const fixed = new Map(settled.map((field) => [field.name, field]))
  const declared = new Map<string, InputField>()
  for (const field of inputs.flatMap(({ fields }) => fields)) {
    const known = declared.get(field.name)
    declared.set(field.name, known ? join(known, field) : field)
  }
  return inputs.map((input) => {
    const fields = input.fields.map((field) => fixed.get(field.name) ?? join(declared.get(field.name) ?? field, field))
    return { ...input, fields, isSecret: fields.some(({ isSecret }) => isSecret) }
  })
}

/** A field as people are asked for it, once, with the inputs that it goes into. */
export type AskedField = { field: InputField; uses: Input[]; isNeeded: boolean }

/** What people are asked for, in order. A input goes out only with all of its values, so a required one needs them. */
export function askedFields(inputs: readonly Input[]): AskedField[] {
  const asked = new Map<string, AskedField>()
  for (const input of inputs) {
    for (const field of input.fields) {
      const known = asked.get(field.name) ?? { field, uses: [], isNeeded: false }
      known.uses.push(input)
      known.isNeeded ||= input.isRequired && field.default === undefined
      asked.set(field.name, known)
    }
  }
  return [...asked.values()]
}

/** Why two declarations of one field cannot both hold, or null. A label can be chosen for people, a value cannot. */
export function findDisagreement(inputs: readonly Input[]): string | null {
  const known = new Map<string, InputField>()
  for (const field of inputs.flatMap(({ fields }) => fields)) {
    const other = known.get(field.name) ?? field
    const part = partOf(other, field)
    if (part)
      return `Two headers or parameters use {${field.name}} with different ${part}. Use another name in one of them.`
    known.set(field.name, join(other, field))
  }
  return null
}

function partOf(one: InputField, other: InputField): string | null {
  if (one.default !== undefined && other.default !== undefined && one.default !== other.default) return 'defaults'
  const choices = [one.choices, other.choices].map((list) => list && JSON.stringify(list.toSorted()))
  return choices.every((list) => list !== undefined) && choices[0] !== choices[1] ? 'choices' : null
}

/** Secret wins; else the first that says something. What `findDisagreement` finds stays the second's own. */
function join(first: InputField, second: InputField): InputField {
  const helpUrl = first.helpUrl ?? second.helpUrl
  const choices = second.choices ?? first.choices
  const preset = second.default ?? first.default
  return {
    name: first.name,
    label: first.label,
    help: first.help || second.help,
    ...(helpUrl !== undefined && { helpUrl }),
    placeholder: first.placeholder || second.placeholder,
    isSecret: first.isSecret || second.isSecret,
    ...(choices && { choices }),
    ...(preset !== undefined && { default: preset }),
    ...(first.format && second.format && { format: first.format }),
  }
}
