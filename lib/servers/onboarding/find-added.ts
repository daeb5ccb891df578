import { requireUser } from '#lib/auth/authorize.ts'
import { toEntryName } from '#lib/catalog/schema.ts'
import type { Context } from '#lib/context.ts'
import { customKey } from '../schema.ts'

export type AddedServer = { id: string; name: string; createdAt: Date }

const addedMax = 3

/** What is in the library of an entry already, latest first; of custom servers the latest that this person added. */
export async function findAdded(ctx: Context, entryKey: string): Promise<AddedServer[]> {
  const { organizationId, personId } = requireUser(ctx)
  const isCustom = entryKey === customKey
  const of = isCustom ? { entryName: null, createdById: personId } : { entryName: toEntryName(entryKey) }
  return ctx.db.server.findMany({
    where: { organizationId, ...of },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: isCustom ? 1 : addedMax,
    select: { id: true, name: true, createdAt: true },
  })
}
