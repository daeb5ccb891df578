import * as z from 'zod'

/** One value a person fills in: part of a header's template. */
export const inputField = z.object({
  name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,63}$/, 'Letters, digits and _ only, beginning with a letter.'),
  label: z.string().trim().min(1, 'Give the field a label.').max(100),
  help: z.string().trim().max(500).default(''),
  placeholder: z.string().trim().max(100).default(''),
  isRequired: z.boolean().default(true),
  isSecret: z.boolean().default(true),
  choices: z.array(z.string().max(200)).max(100).optional(),
  default: z.string().max(500).optional(),
})

/** One header a server needs. `template` holds `{field}` for each of its fields; without fields it is a fixed value. */
export type InputField = z.output<typeof inputField>
export type HeaderInput = {
  name: string
  template: string
  isRequired: boolean
  isSecret: boolean
  help: string
  fields: InputField[]
}
