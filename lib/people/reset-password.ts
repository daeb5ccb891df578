import { recordAudit } from '#lib/audit/record.ts'
import { hashPassword } from '#lib/auth/password.ts'
import { endSessionsOf, openSession } from '#lib/auth/session-row.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { notFound } from '#lib/errors.ts'
import { actingAs, getMember, lockPeople } from './internal.ts'
import { consumeLink, getOpenLink } from './one-time-link.ts'
import { type ResetPasswordInput, resetPasswordInput } from './schema.ts'

/** Sets a new password by a one-time link, ends all sessions of the person and opens one for this browser. */
export async function resetPassword(ctx: Context, raw: ResetPasswordInput): Promise<{ sessionId: string }> {
  const { token, password } = resetPasswordInput.parse(raw)
  const { organizationId, personId } = await getOpenLink(ctx.db, 'password_reset', token)
  if (!organizationId || !personId) throw notFound('link')
  const passwordHash = await hashPassword(password)

  return inTransaction(ctx, async (tx) => {
    await lockPeople(tx, organizationId)
    await consumeLink(tx, 'password_reset', token)
    const member = await getMember(tx, organizationId, personId)
    await tx.db.person.update({ where: { id: personId }, data: { passwordHash }, select: { id: true } })
    await endSessionsOf(tx, member)
    const target = { kind: 'person', id: personId, label: member.email }
    await recordAudit(actingAs(tx, member), { action: 'person.reset_password', target })
    return openSession(tx.db, member)
  })
}
