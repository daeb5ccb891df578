/** What a server is sent beside the call itself, as admins declare it. */
import * as z from 'zod'
import { oneLine } from '#lib/auth/schema.ts'
import { fieldsOfTemplate, findDuplicate, refuseFieldName, refuseName, refuseTemplate } from './input-policy.ts'
import { capitalise, type Location, locations, say } from './key-of.ts'
import { findDisagreement, shareFields } from './shared-fields.ts'

const printable = /^[\x20-\x7e]*$/
const printableMessage = 'Use printable ASCII only: no line breaks, accents or typographic quotes.'

/** What a checkbox sends (behind a hidden `off`), or a plain boolean. */
const flag = z.union([z.boolean(), z.enum(['on', 'off']).transform((value) => value === 'on')])

const webUrl = z.url({ protocol: /^https?$/ })

/** An address that pages show as a link, so nothing but the web's schemes; empty is none. */
const webAddress = atMost(500)
  .refine(
    (text) => text === '' || webUrl.safeParse(text).success,
    'Enter a full address such as https://example.com/docs.',
  )
  .transform((text) => text || undefined)

export function atMost(charsMax: number) {
  return z.string().trim().max(charsMax, `Use at most ${charsMax} characters.`)
}

/** These turn round what stands beside them on a page. */
const turning = /[\u202a-\u202e\u2066-\u2069]/
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u

/** What something is called, where it can be seen and clicked. */
export function called(charsMax: number, missing: string) {
  return oneLine(charsMax)
    .refine((text) => !turning.test(text), 'Use one line of plain text.')
    .refine((text) => visible.test(text), missing)
}

const fieldName = z.string().superRefine((name, issues) => {
  const message = refuseFieldName(name)
  if (message) issues.addIssue({ code: 'custom', message })
})

/** A form has them in one text, divided by commas. */
function readChoices(given: unknown): unknown {
  if (typeof given !== 'string') return given
  const choices = given.split(',').map((choice) => choice.trim())
  const named = choices.filter((choice) => choice !== '')
  return named.length > 0 ? named : undefined
}

/** What a form sends for nothing. */
function orNone(given: unknown): unknown {
  return given === '' ? undefined : given
}

/** One value a person fills in: part of an input's template. */
export const inputField = z.object({
  name: fieldName,
  label: called(100, 'Give the field a label.'),
  help: atMost(500).default(''),
  /** Where people find the value. */
  helpUrl: webAddress.optional(),
  placeholder: atMost(100).default(''),
  isSecret: flag.default(true),
  choices: z.preprocess(
    readChoices,
    z.array(z.string().max(200).regex(printable, printableMessage)).max(100).optional(),
  ),
  default: z.preprocess(orNone, z.string().max(500).regex(printable, printableMessage).optional()),
  format: z.preprocess(orNone, z.literal('number').optional()),
})

export type InputField = z.output<typeof inputField>

/**
 * One thing a server is sent: a header, a parameter of its address, or what takes the place of `{name}` in the path of its
 * address. `template` holds `{field}` for each of its fields; without fields it is a fixed value.
 */
export type Input = {
  location: Location
  name: string
  template: string
  isRequired: boolean
  isSecret: boolean
  help: string
  fields: InputField[]
}

const fieldsMax = 8

/** A declared input. Fields that its template does not use are refused, and so is one it uses and nobody declared. */
export const declaredInput = z
  .object({
    location: z.enum(locations).default('header'),
    name: z.string().trim(),
    template: atMost(500),
    isRequired: flag.default(true),
    help: atMost(500).default(''),
    fields: z.array(inputField).default([]),
  })
  .superRefine(({ location, name, template, fields }, issues) => {
    const names = fields.map((field) => field.name)
    const wrongName = refuseName(location, name)
    const wrongTemplate = refuseTemplate(template, names)
    if (wrongName) issues.addIssue({ code: 'custom', path: ['name'], message: wrongName })
    if (wrongTemplate) issues.addIssue({ code: 'custom', path: ['template'], message: wrongTemplate })
    if (names.length > fieldsMax)
      issues.addIssue({ code: 'custom', path: ['template'], message: `Use at most ${fieldsMax} fields.` })
    if (new Set(names).size < names.length) {
      issues.addIssue({ code: 'custom', path: ['template'], message: 'Two fields have the same name.' })
    }
  })
  .transform(
    (input): Input => ({
      ...input,
      isRequired: input.isRequired || input.location === 'path',
      isSecret: input.fields.some((field) => field.isSecret),
    }),
  )

export const declaredInputs = z
  .array(declaredInput)
  .max(20, 'A server can have 20 headers and parameters.')
  .superRefine((inputs, issues) => {
    const twice = findDuplicate(inputs)
    if (twice) issues.addIssue({ code: 'custom', path: [], message: `${capitalise(say(twice))} is there twice.` })
    const apart = findDisagreement(inputs)
    if (apart) issues.addIssue({ code: 'custom', path: [], message: apart })
  })
  .transform((inputs) => shareFields(inputs))

export type InputDraft = z.input<typeof declaredInput>

/** The fields a template asks for, as far as it is written. */
export function fieldsAskedBy(template: string): string[] {
  return fieldsOfTemplate(template).filter((name) => refuseFieldName(name) === null)
}
