import { recordAudit } from '#lib/audit/record.ts'
import { authorize, isAdmin, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { notFound } from '#lib/errors.ts'
import { lockPeople } from './internal.ts'
import { type RevokeInvitationInput, revokeInvitationInput } from './schema.ts'

/** Makes an invitation useless. Revoking it twice is no mistake. */
export async function revokeInvitation(ctx: Context, raw: RevokeInvitationInput): Promise<{ email: string }> {
  authorize(isAdmin(ctx.actor), ctx.actor)
  const { organizationId } = requireUser(ctx)
  const { invitationId } = revokeInvitationInput.parse(raw)

  return inTransaction(ctx, async (tx) => {
    await lockPeople(tx, organizationId)
    const invitation = await tx.db.oneTimeLink.findFirst({
      where: { id: invitationId, organizationId, purpose: 'invitation', usedAt: null },
      select: { id: true, email: true, revokedAt: true },
    })
    if (!invitation?.email) throw notFound('invitation')
    const { id, email, revokedAt } = invitation
    if (revokedAt) return { email }
    await tx.db.oneTimeLink.update({ where: { id }, data: { revokedAt: new Date() }, select: { id: true } })
    await recordAudit(tx, { action: 'invitation.revoke', target: { kind: 'invitation', id: email, label: email } })
    return { email }
  })
}
