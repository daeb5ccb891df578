import { recordAudit } from '#lib/audit/record.ts'
import { hashPassword } from '#lib/auth/password.ts'
import { endSessionsOf, openSession } from '#lib/auth/session-row.ts'
import type { Context } from '#lib/context.ts'
import { bySignIn } from '#lib/credentials/proof.ts'
import { hashToken } from '#lib/crypto/token.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { notFound } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { actingAs, getMember, lockPeople, type Member } from './internal.ts'
import { consumeLink, getOpenLink } from './one-time-link.ts'
import { type ResetPasswordInput, resetPasswordInput } from './schema.ts'

/**
 * Sets a new password by a one-time link, ends all sessions of the person and opens one for this browser. Whoever made the
 * link may have used it, so keys that others made for the person wait for consent again.
 */
export async function resetPassword(ctx: Context, raw: ResetPasswordInput): Promise<{ sessionId: string }> {
  const { token, password } = resetPasswordInput.parse(raw)
  const { organizationId, personId } = await getOpenLink(ctx.db, 'password_reset', token)
  if (!organizationId || !personId) throw notFound('link')
  const passwordHash = await hashPassword(password)

  const { sessionId, keyIds } = await inTransaction(ctx, async (tx) => {
    await lockPeople(tx, organizationId)
    const madeBy = await findMaker(tx, token)
    await consumeLink(tx, 'password_reset', token)
    const member = await getMember(tx, organizationId, personId)
    await tx.db.person.update({ where: { id: personId }, data: { passwordHash }, select: { id: true } })
    await endSessionsOf(tx, member)
    const target = { kind: 'person', id: personId, label: member.email }
    const waiting = await askForConsentAgain(tx, member)
    const details = { linkMadeBy: madeBy, keysWaiting: waiting.length }
    await recordAudit(actingAs(tx, member), { action: 'person.reset_password', target, details })
    return { ...(await openSession(tx.db, member)), keyIds: waiting }
  })
  for (const keyId of keyIds) publish({ kind: 'key.changed', keyId })
  return { sessionId }
}

/** Null for a link that was made on the host. */
async function findMaker({ db }: Context, token: string): Promise<string | null> {
  const where = { tokenHash: hashToken(token) }
  const link = await db.oneTimeLink.findUnique({ where, select: { createdBy: { select: { email: true } } } })
  return link?.createdBy?.email ?? null
}

/** Only what rested on their sign-in: what a link's opening has allowed was never theirs. */
async function askForConsentAgain({ db }: Context, { id: personId, organizationId }: Member): Promise<string[]> {
  const byOthers = [{ createdById: null }, { createdById: { not: personId } }]
  const keys = await db.agentKey.findMany({
    where: { organizationId, personId, revokedAt: null, proof: bySignIn, OR: byOthers },
    select: { id: true },
  })
  const ids = keys.map(({ id }) => id)
  await db.agentKey.updateMany({ where: { id: { in: ids } }, data: { allowedAt: null, proof: null } })
  return ids
}
