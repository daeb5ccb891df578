import { authorize, requireUser } from '#lib/auth/authorize.ts'
import { loadCatalog } from '#lib/catalog/load-catalog.ts'
import { toEntryName } from '#lib/catalog/schema.ts'
import type { Context } from '#lib/context.ts'
import { canChangeLibrary } from '../policy.ts'
import { customKey, type OnboardingStep } from '../schema.ts'
import { readDraftData, stepOf } from './draft.ts'
import { parseEntryKey } from './resolve-target.ts'

export type DraftView = { entryKey: string; title: string; step: OnboardingStep; updatedAt: Date }

const draftsMax = 5

/** The onboardings this person has begun and not finished, latest first. */
export async function listDrafts(ctx: Context): Promise<DraftView[]> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { organizationId, personId } = requireUser(ctx)
  const { byName } = await loadCatalog()
  const drafts = await ctx.db.onboardingDraft.findMany({
    where: { organizationId, personId },
    orderBy: { updatedAt: 'desc' },
    take: draftsMax,
    select: { entryKey: true, data: true, updatedAt: true },
  })
  return drafts.flatMap(({ entryKey: key, data: kept, updatedAt }) => {
    const entry = byName.get(toEntryName(key))?.entry
    if (key !== customKey && !entry) return []
    const data = readDraftData(kept)
    const title = data.connection?.name || entry?.title || 'Custom server'
    return [{ entryKey: key, title, step: stepOf(key, data), updatedAt }]
  })
}

/** Forgets an onboarding that was begun. Nothing else is touched. */
export async function discardDraft(ctx: Context, raw: string): Promise<void> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { organizationId, personId } = requireUser(ctx)
  const where = { organizationId, personId, entryKey: parseEntryKey(raw) }
  await ctx.db.onboardingDraft.deleteMany({ where })
}
