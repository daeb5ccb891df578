import { recordAudit } from '#lib/audit/record.ts'
import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { endOpenings } from '#lib/credentials/openings.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { getManagedLink } from './internal.ts'
import { type LinkInput, linkInput } from './schema.ts'

/** Ends a link and its openings, at once. What was given at it stays until it is revoked by itself. */
export async function revokeLink(ctx: Context, raw: LinkInput): Promise<void> {
  requireUser(ctx)
  const { linkId } = linkInput.parse(raw)

  await inTransaction(ctx, async (tx) => {
    const link = await getManagedLink(tx, linkId)
    const { organizationId } = link
    const where = { id: linkId, organizationId, revokedAt: null }
    const { count } = await tx.db.authLink.updateMany({ where, data: { revokedAt: new Date() } })
    if (count === 0) return
    await endOpenings(tx, { organizationId, authLinkId: linkId })
    await recordAudit(tx, {
      action: 'auth_link.revoke',
      target: { kind: 'auth_link', id: linkId, label: link.email },
      projectId: link.projectId,
    })
  })
}
