import * as z from 'zod'
import { oneLine } from '#lib/auth/schema.ts'
import { confirmedField, seenFields } from '#lib/edit.ts'
import { rowId } from '#lib/ids.ts'
import {
  fieldsOfTemplate,
  findDuplicateHeader,
  refuseFieldName,
  refuseHeaderName,
  refuseTemplate,
} from './header-policy.ts'
import { findDisagreement, shareFields } from './shared-fields.ts'
import { slugCharsMax } from './slug.ts'

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

function atMost(charsMax: number) {
  return z.string().trim().max(charsMax, `Use at most ${charsMax} characters.`)
}

/** These turn round what stands beside them on a page. */
const turning = /[\u202a-\u202e\u2066-\u2069]/
const visible = /[\p{L}\p{N}\p{P}\p{S}]/u

/** What something is called, where it can be seen and clicked. */
function called(charsMax: number, missing: string) {
  return oneLine(charsMax)
    .refine((text) => !turning.test(text), 'Use one line of plain text.')
    .refine((text) => visible.test(text), missing)
}

/** Forms suggest one while a name is typed. */
export { toSlug } from './slug.ts'

const fieldName = z.string().superRefine((name, issues) => {
  const message = refuseFieldName(name)
  if (message) issues.addIssue({ code: 'custom', message })
})

/** One value a person fills in: part of a header's template. */
export const inputField = z.object({
  name: fieldName,
  label: called(100, 'Give the field a label.'),
  help: atMost(500).default(''),
  /** Where people find the value. */
  helpUrl: webAddress.optional(),
  placeholder: atMost(100).default(''),
  isSecret: flag.default(true),
  choices: z.array(z.string().max(200).regex(printable, printableMessage)).max(100).optional(),
  default: z.string().max(500).regex(printable, printableMessage).optional(),
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

const fieldsMax = 8

/** A declared header. Fields that its template does not use are refused, and so is one it uses and nobody declared. */
export const headerInput = z
  .object({
    name: z.string().trim(),
    template: atMost(500),
    isRequired: flag.default(true),
    help: atMost(500).default(''),
    fields: z.array(inputField).default([]),
  })
  .superRefine(({ name, template, fields }, issues) => {
    const names = fields.map((field) => field.name)
    const wrongName = refuseHeaderName(name)
    const wrongTemplate = refuseTemplate(template, names)
    if (wrongName) issues.addIssue({ code: 'custom', path: ['name'], message: wrongName })
    if (wrongTemplate) issues.addIssue({ code: 'custom', path: ['template'], message: wrongTemplate })
    if (names.length > fieldsMax)
      issues.addIssue({ code: 'custom', path: ['template'], message: `Use at most ${fieldsMax} fields.` })
    if (new Set(names).size < names.length) {
      issues.addIssue({ code: 'custom', path: ['template'], message: 'Two fields have the same name.' })
    }
  })
  .transform((header): HeaderInput => ({ ...header, isSecret: header.fields.some((field) => field.isSecret) }))

export const headerInputs = z
  .array(headerInput)
  .max(20, 'A server can have 20 headers.')
  .superRefine((headers, issues) => {
    const twice = findDuplicateHeader(headers.map(({ name }) => name))
    if (twice) issues.addIssue({ code: 'custom', path: [], message: `The header ${twice} is there twice.` })
    const apart = findDisagreement(headers)
    if (apart) issues.addIssue({ code: 'custom', path: [], message: apart })
  })
  .transform((headers) => shareFields(headers))

export type HeaderDraft = z.input<typeof headerInput>

/** The fields a template asks for, as far as it is written. */
export function fieldsAskedBy(template: string): string[] {
  return fieldsOfTemplate(template).filter((name) => refuseFieldName(name) === null)
}

/** What a form's slug field keeps to. */
export const slugLimits = {
  pattern: '[a-z0-9]+(-[a-z0-9]+)*',
  hint: 'Small letters, digits and single hyphens, such as intercom-eu.',
  maxLength: slugCharsMax,
}

/** Part of an address: what `/mcp/<project>/<connection>` and tool names are made of. */
export const slug = z
  .string()
  .trim()
  .min(1, 'Give it a slug: it becomes part of the address.')
  .max(slugCharsMax, 'Use at most 32 characters.')
  .regex(new RegExp(`^${slugLimits.pattern}$`), slugLimits.hint)
const name = called(100, 'Give the server a name.')
const description = atMost(500)
const url = atMost(2000).min(1, 'Enter the server’s address.')
const credentialMode = z.enum(['per_person', 'shared'], 'Choose whose values are used.')

/** What the Connection step decides. For an entry the address is one of its endpoints, for a custom server it is typed. */
export const connectionPart = z.object({
  name,
  slug,
  description: description.default(''),
  endpoint: z.string().max(100).optional(),
  url: atMost(2000).optional(),
})

export type ConnectionPart = z.output<typeof connectionPart>

export const onboardingSteps = ['overview', 'connection', 'authorization', 'review'] as const
export type OnboardingStep = (typeof onboardingSteps)[number]

/** `custom`, or a catalog entry's key. */
export const customKey = 'custom'
export const entryKey = z.string().regex(/^[\x21-\x7e]{1,200}$/)

export const onboardServerInput = connectionPart.extend({
  entryKey: entryKey.default(customKey),
  headers: headerInputs.default([]),
  credentialMode: credentialMode.default('per_person'),
})

export type OnboardServerInput = z.input<typeof onboardServerInput>

/** Of the onboarding that was looked at; see `OnboardingView`. */
const seenAs = z.string().max(64).optional()

/** One step's part of a draft; the others stay as they are. */
export const saveDraftInput = z.discriminatedUnion('step', [
  connectionPart.extend({ entryKey, step: z.literal('connection'), seen: seenFields }),
  /** Without headers the draft's own are confirmed as they stand. */
  z.object({ entryKey, step: z.literal('authorization'), headers: headerInputs.optional(), seenAs }),
  z.object({ entryKey, step: z.literal('review'), credentialMode }),
])

export type SaveDraftInput = z.input<typeof saveDraftInput>

const kept = z.string().max(2000)

/** What somebody has typed so far, right or wrong. */
export const keptConnection = z.object({
  name: kept.optional(),
  slug: kept.optional(),
  description: kept.optional(),
  endpoint: kept.optional(),
  url: kept.optional(),
})

export type KeptConnection = z.output<typeof keptConnection>

export const keepDraftInput = keptConnection.extend({
  entryKey,
  credentialMode: credentialMode.optional(),
  seen: seenFields,
})
export type KeepDraftInput = z.input<typeof keepDraftInput>

export const checkDraftInput = z.object({ entryKey, endpoint: kept.optional(), url: kept.optional() })
export type CheckDraftInput = z.input<typeof checkDraftInput>

export const finishDraftInput = z.object({ entryKey, credentialMode: credentialMode.default('per_person'), seenAs })
export type FinishDraftInput = z.input<typeof finishDraftInput>

/** The name of a header that is there, as a form sends it back. */
export const knownHeader = z.string().max(200)

/** A header is named by its name before the edit; without one it is new. */
export const editHeaderInput = z.object({
  original: knownHeader.optional(),
  header: headerInput,
  seen: seenFields,
  confirmed: confirmedField,
})

export type EditHeaderInput = z.input<typeof editHeaderInput>

export const updateServerInput = z.object({
  serverId: rowId,
  name: name.optional(),
  slug: slug.optional(),
  description: description.optional(),
  url: url.optional(),
  credentialMode: credentialMode.optional(),
  headers: headerInputs.optional(),
  seen: seenFields,
  confirmed: confirmedField,
})

export type UpdateServerInput = z.input<typeof updateServerInput>

export const serverFilters = ['all', 'reachable', 'not_verified', 'attention'] as const
export type ServerFilter = (typeof serverFilters)[number]

export const listServersInput = z.object({
  q: oneLine(200).catch('').default(''),
  filter: z.enum(serverFilters).catch('all').default('all'),
  after: rowId.optional().catch(undefined),
})

export type ListServersInput = z.input<typeof listServersInput>
