import { recordAudit } from '#lib/audit/record.ts'
import { requireUser } from '#lib/auth/authorize.ts'
import { hashPassword, isPassword } from '#lib/auth/password.ts'
import { endSessionsOf, openSession } from '#lib/auth/session-row.ts'
import { guessSlowly, pause, type Wait } from '#lib/auth/throttle.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError, invalidField } from '#lib/errors.ts'
import { type ChangePasswordInput, changePasswordInput } from './schema.ts'

/** Replaces the actor's password. All their sessions end; the one that is returned is for this browser, at `address`. */
export async function changePassword(
  ctx: Context,
  raw: ChangePasswordInput,
  address: string,
  wait: Wait = pause,
): Promise<{ sessionId: string }> {
  const { personId, organizationId, email } = requireUser(ctx)
  const { presentPassword, newPassword } = changePasswordInput.parse(raw)
  const presentHash = await guessSlowly(ctx, { email, address }, wait, () =>
    findPresentHash(ctx, personId, presentPassword),
  )
  if (presentHash === null) throw invalidField('presentPassword', 'This is not your present password.')
  const passwordHash = await hashPassword(newPassword)

  return inTransaction(ctx, async (tx) => {
    const { count } = await tx.db.person.updateMany({
      where: { id: personId, organizationId, role: { not: null }, passwordHash: presentHash },
      data: { passwordHash },
    })
    if (count !== 1) throw new AppError('conflict', 'Your password was changed elsewhere in the meantime. Try again.')
    const person = { id: personId, organizationId }
    await endSessionsOf(tx, person)
    const target = { kind: 'person', id: personId, label: email }
    await recordAudit(tx, { action: 'person.change_password', target })
    return openSession(tx.db, person)
  })
}

async function findPresentHash({ db }: Context, personId: string, presentPassword: string): Promise<string | null> {
  const person = await db.person.findUnique({ where: { id: personId }, select: { passwordHash: true } })
  const passwordHash = person?.passwordHash ?? null
  return (await isPassword(presentPassword, passwordHash)) ? passwordHash : null
}
