/**
 * From a password to a session: the only way. A wrong password, an unknown address and malformed input look alike, in
 * the answer and in the work that is done for it.
 */
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { isPassword } from './password.ts'
import { signInInput } from './schema.ts'
import { openSession } from './session-row.ts'
import { guessSlowly, pause, type Wait } from './throttle.ts'

type Account = { id: string; organizationId: string; passwordHash: string | null }

/** Opens a session, or answers null. Throws `limit_exceeded` while an address has too many tries under way. */
export async function signIn(
  ctx: Context,
  raw: unknown,
  address: string,
  wait: Wait = pause,
): Promise<{ sessionId: string } | null> {
  const { email, password } = signInInput.parse(raw)

  return guessSlowly(ctx, { email, address }, wait, async () => {
    const account = await findAccount(ctx, email)
    const isRight = await isPassword(password, account?.passwordHash ?? null)
    return account && isRight ? openUnlessChanged(ctx, account) : null
  })
}

function findAccount({ db }: Context, email: string | null): Promise<Account | null> {
  return db.person.findFirst({
    where: { email: email ?? '', role: { not: null }, passwordHash: { not: null } },
    orderBy: { createdAt: 'asc' },
    select: { id: true, organizationId: true, passwordHash: true },
  })
}

/** A password that was changed, or a person who was removed, while the old password was being compared opens nothing. */
function openUnlessChanged(ctx: Context, account: Account): Promise<{ sessionId: string } | null> {
  return inTransaction(ctx, async ({ db }) => {
    const unchanged = await db.$queryRaw<unknown[]>`
      SELECT 1 FROM "Person" WHERE "id" = ${account.id} AND "role" IS NOT NULL
      AND "passwordHash" = ${account.passwordHash} FOR SHARE`
    return unchanged.length === 1 ? openSession(db, account) : null
  })
}
