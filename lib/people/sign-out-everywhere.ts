import { recordAudit } from '#lib/audit/record.ts'
import { requireUser } from '#lib/auth/authorize.ts'
import { endSessionsOf } from '#lib/auth/session-row.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'

/** Ends every session of the actor, this one too. */
export async function signOutEverywhere(ctx: Context): Promise<void> {
  const { personId, organizationId, email } = requireUser(ctx)
  await inTransaction(ctx, async (tx) => {
    const sessions = await endSessionsOf(tx, { id: personId, organizationId })
    const target = { kind: 'person', id: personId, label: email }
    await recordAudit(tx, { action: 'person.sign_out_everywhere', target, details: { sessions } })
  })
}
