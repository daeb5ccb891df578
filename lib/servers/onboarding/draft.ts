/**
 * Where an onboarding is kept until it is finished: one row per person and entry, one part per step, so that two tabs
 * at different steps do not meet; at the same step the later one is told. Holds what the admin chose and what checks found, never a value.
 */
import * as z from 'zod'
import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { cleanJson } from '#lib/db/clean-json.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError } from '#lib/errors.ts'
import type { ProbeLine } from '#lib/mcp/probe-line.ts'
import type { ToolListing } from '#lib/mcp/tools/tool-listing.ts'
import type { CheckView } from '../check-server.ts'
import { declaredInputs } from '../inputs/schema.ts'
import { connectionPart, customKey, keptConnection, type OnboardingStep } from '../schema.ts'

export type KeptCheck = { view: CheckView; tools?: ToolListing[] }

const draftParts = z.object({
  connection: keptConnection.optional().catch(undefined),
  isConnected: z.boolean().optional().catch(undefined),
  inputs: declaredInputs.optional().catch(undefined),
  isConfirmed: z.boolean().optional().catch(undefined),
  credentialMode: z.enum(['per_person', 'shared']).optional().catch(undefined),
  check: z.custom<KeptCheck>(isKeptCheck).optional().catch(undefined),
})

/** Drafts of before have their inputs as `headers`. */
const draftData = z.preprocess(
  (kept) => (typeof kept === 'object' && kept && 'headers' in kept ? { inputs: kept.headers, ...kept } : kept),
  draftParts,
)

export type DraftData = z.output<typeof draftParts>

export const emptyDraft: DraftData = {}

/** What is kept of this person's onboarding of an entry, or null. */
export async function findDraftData(ctx: Context, entryKey: string): Promise<DraftData | null> {
  const { organizationId, personId } = requireUser(ctx)
  const draft = await ctx.db.onboardingDraft.findFirst({
    where: { organizationId, personId, entryKey },
    select: { data: true },
  })
  return draft && readDraftData(draft.data)
}

/** The same for whoever goes on with an onboarding: only its Connection step begins one. */
export async function requireDraftData(ctx: Context, entryKey: string): Promise<DraftData> {
  const data = await findDraftData(ctx, entryKey)
  if (data) return data
  throw new AppError('conflict', 'This was finished or discarded meanwhile. If finished, it is in the Server Library.')
}

/** What is kept, as far as it still can be read. */
export function readDraftData(kept: unknown): DraftData {
  return draftData.parse(kept)
}

/** Runs `work` in a transaction, and nothing else that changes this draft meanwhile: what is compared first is what is changed. */
export function inDraft<T>(ctx: Context, entryKey: string, work: (tx: Context) => Promise<T>): Promise<T> {
  return inTransaction(ctx, async (tx) => {
    await lockDraft(tx, entryKey)
    return work(tx)
  })
}

/** Until the transaction ends. There may be no row yet that could be locked. */
export async function lockDraft(tx: Context, entryKey: string): Promise<void> {
  const name = `draft ${requireUser(tx).personId} ${entryKey}`
  await tx.db.$queryRaw`select 1 from pg_advisory_xact_lock(hashtextextended(${name}, 0))`
}

/** Puts parts into the draft in one statement; parts that are not given stay as they are. */
export async function mergeDraft(ctx: Context, entryKey: string, part: Partial<DraftData>): Promise<void> {
  const { organizationId, personId } = requireUser(ctx)
  const data = JSON.stringify(cleanJson(part))
  const now = new Date()
  await ctx.db.$executeRaw`
    insert into "OnboardingDraft" (id, "organizationId", "personId", "entryKey", step, data, "updatedAt")
    values (${crypto.randomUUID()}, ${organizationId}, ${personId}, ${entryKey}, 'begun', ${data}::jsonb, ${now})
    on conflict ("personId", "entryKey") do update
    set data = "OnboardingDraft".data || excluded.data, "updatedAt" = excluded."updatedAt"`
}

/** The first step that is not done. */
export function stepOf(entryKey: string, data: DraftData | null): OnboardingStep {
  if (!data) return 'overview'
  const isSound = connectionPart.safeParse(data.connection).success
  const hasAddress = entryKey !== customKey || Boolean(data.connection?.url)
  if (!data.isConnected || !isSound || !hasAddress) return 'connection'
  return data.isConfirmed ? 'review' : 'authorization'
}

function isKeptCheck(value: unknown): value is KeptCheck {
  return typeof value === 'object' && value !== null && 'view' in value && hasLines(value.view)
}

function hasLines(view: unknown): view is { url: string; lines: ProbeLine[] } {
  return typeof view === 'object' && view !== null && 'url' in view && 'lines' in view && Array.isArray(view.lines)
}
