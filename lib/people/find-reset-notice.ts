import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'

/** `linkMadeBy`: an admin's address, or null for a command on the host. `keysWaiting`: keys that wait for consent again. */
export type ResetNotice = { id: string; at: Date; linkMadeBy: string | null; keysWaiting: number }

const toldMs = 30 * 24 * 60 * 60 * 1000

/** The latest reset of the actor's password by a link, for a month; null once this browser has been told (`toldOf`). */
export async function findResetNotice(ctx: Context, toldOf: string | undefined): Promise<ResetNotice | null> {
  const { organizationId, personId } = requireUser(ctx)
  const record = await ctx.db.auditRecord.findFirst({
    where: {
      organizationId,
      action: 'person.reset_password',
      at: { gt: new Date(Date.now() - toldMs) },
      targetId: personId,
    },
    orderBy: { at: 'desc' },
    select: { id: true, at: true, details: true },
  })
  if (!record || record.id === toldOf) return null
  const details = (record.details ?? {}) as { linkMadeBy?: string | null; keysWaiting?: number }
  const { linkMadeBy = null, keysWaiting = 0 } = details
  return { id: record.id, at: record.at, linkMadeBy, keysWaiting }
}
