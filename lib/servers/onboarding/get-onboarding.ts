import { authorize, isAdmin } from '#lib/auth/authorize.ts'
import { getEntry } from '#lib/catalog/get-entry.ts'
import { toEntryName } from '#lib/catalog/schema.ts'
import type { EntryView } from '#lib/catalog/view.ts'
import type { Context } from '#lib/context.ts'
import { hashToken } from '#lib/crypto/token.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import { AppError } from '#lib/errors.ts'
import type { CheckView } from '../check-server.ts'
import { toInputParts } from '../inputs/merge-input.ts'
import type { Input } from '../inputs/schema.ts'
import { suggestSlug } from '../internal.ts'
import { canSeeLibrary } from '../policy.ts'
import { customKey, type OnboardingStep } from '../schema.ts'
import { type DraftData, emptyDraft, findDraftData, stepOf } from './draft.ts'
import { type AddedServer, findAdded } from './find-added.ts'
import { parseEntryKey, splitOwnAddress } from './resolve-target.ts'
import { suggestInputs } from './suggest-inputs.ts'

/** Everything the stepper shows: what the catalog suggests, overlaid by what this person has chosen so far. */
export type OnboardingView = {
  key: string
  title: string
  entry: EntryView | null
  canAdd: boolean
  isResumed: boolean
  /** The first step that is not done; later ones cannot be opened. */
  step: OnboardingStep
  connection: { name: string; slug: string; description: string; endpoint: string; url: string }
  inputs: Input[]
  credentialMode: CredentialMode
  check: CheckView | null
  /** What came of it before. */
  added: AddedServer[]
  /** Where it is, whatever its address takes besides. */
  address: string
  /** Differs once connection or inputs do: what is confirmed must be what was seen. */
  seenAs: string
}

/** Reads only: nothing is kept before the first step is left. */
export async function getOnboarding(ctx: Context, rawKey: string): Promise<OnboardingView> {
  authorize(canSeeLibrary(ctx.actor), ctx.actor)
  const key = parseEntryKey(rawKey)
  const entry = key === customKey ? null : await getEntry(ctx, toEntryName(key))
  const canAdd = isAdmin(ctx.actor) && !entry?.whyNot

  const kept = canAdd ? await findDraftData(ctx, key) : null
  const data = kept ?? emptyDraft
  const connection = await connectionOf(ctx, entry, data)
  const inputs = inputsOf(entry, data)
  return {
    key,
    title: entry?.title ?? 'Custom server',
    entry,
    canAdd,
    isResumed: kept !== null,
    step: stepOf(key, kept),
    connection,
    inputs,
    credentialMode: data.credentialMode ?? 'per_person',
    check: data.check?.view ?? null,
    added: await findAdded(ctx, key),
    address: endpointOf(entry, data)?.url ?? splitOwnAddress(connection.url).url,
    seenAs: digest([connection, inputs.map(toInputParts)]),
  }
}

function digest(seen: unknown): string {
  return Buffer.from(hashToken(JSON.stringify(seen))).toString('base64url')
}

/** Refuses to confirm what somebody has changed since it was looked at, if it is said as what it was seen. */
export async function assertSeen(ctx: Context, key: string, seenAs: string | undefined): Promise<void> {
  if (seenAs === undefined || (await getOnboarding(ctx, key)).seenAs === seenAs) return
  throw new AppError('conflict', 'This has changed since you looked at it. Look at it once more as it is now.')
}

/** The inputs of a draft: as edited, or as the catalog has them for the chosen endpoint, or as the typed address takes them. */
export function inputsOf(entry: EntryView | null, { inputs, connection }: DraftData): Input[] {
  if (inputs) return inputs
  if (!entry) return splitOwnAddress(connection?.url ?? '').inputs
  const endpoint = endpointOf(entry, { connection })
  return endpoint ? suggestInputs(entry, endpoint.inputs) : []
}

function endpointOf(entry: EntryView | null, { connection }: DraftData) {
  return entry?.endpoints.find(({ id }) => id === connection?.endpoint) ?? entry?.endpoints[0]
}

async function connectionOf(ctx: Context, entry: EntryView | null, { connection }: DraftData) {
  const name = connection?.name ?? entry?.title ?? ''
  return {
    name,
    slug: connection?.slug ?? (entry ? await suggestSlug(ctx, entry.title) : ''),
    description: connection?.description ?? entry?.description ?? '',
    endpoint: connection?.endpoint ?? entry?.endpoints[0]?.id ?? '',
    url: connection?.url ?? '',
  }
}
