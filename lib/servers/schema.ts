import * as z from 'zod'
import { oneLine } from '#lib/auth/schema.ts'
import { confirmedField, seenFields } from '#lib/edit.ts'
import { rowId } from '#lib/ids.ts'
import { atMost, called, declaredInput, declaredInputs } from './inputs/schema.ts'
import { slugCharsMax } from './slug.ts'

/** Forms suggest one while a name is typed. */
export { toSlug } from './slug.ts'

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
  /** Without them those that the address itself asks for. */
  inputs: declaredInputs.optional(),
  credentialMode: credentialMode.default('per_person'),
})

export type OnboardServerInput = z.input<typeof onboardServerInput>

/** Of the onboarding that was looked at; see `OnboardingView`. */
const seenAs = z.string().max(64).optional()

/** One step's part of a draft; the others stay as they are. */
export const saveDraftInput = z.discriminatedUnion('step', [
  connectionPart.extend({ entryKey, step: z.literal('connection'), seen: seenFields }),
  /** Without inputs the draft's own are confirmed as they stand. */
  z.object({ entryKey, step: z.literal('authorization'), inputs: declaredInputs.optional(), seenAs }),
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

/** `keyOf` an input that is there, as a form sends it back. */
export const knownInput = z.string().max(200)

/** An input is named by its key before the edit; without one it is new. */
export const editInput = z.object({
  original: knownInput.optional(),
  input: declaredInput,
  seen: seenFields,
  confirmed: confirmedField,
})

export type EditInput = z.input<typeof editInput>

export const updateServerInput = z.object({
  serverId: rowId,
  name: name.optional(),
  slug: slug.optional(),
  description: description.optional(),
  url: url.optional(),
  credentialMode: credentialMode.optional(),
  inputs: declaredInputs.optional(),
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
