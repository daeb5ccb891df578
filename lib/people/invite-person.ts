import { recordAudit } from '#lib/audit/record.ts'
import { authorize, isAdmin, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { env } from '#lib/env.ts'
import { invalidField } from '#lib/errors.ts'
import { lockPeople } from './internal.ts'
import { writeLink } from './one-time-link.ts'
import { type InvitePersonInput, invitePersonInput } from './schema.ts'

const lifeSeconds = 7 * 24 * 60 * 60

export type IssuedLink = { url: string; email: string; expiresAt: Date }

/** A link by which one address becomes a member. Inviting an address again replaces its link. */
export async function invitePerson(ctx: Context, raw: InvitePersonInput): Promise<IssuedLink> {
  authorize(isAdmin(ctx.actor), ctx.actor)
  const { organizationId, personId } = requireUser(ctx)
  const { email, role } = invitePersonInput.parse(raw)

  return inTransaction(ctx, async (tx) => {
    await lockPeople(tx, organizationId)
    const known = await tx.db.person.findFirst({ where: { organizationId, email }, select: { role: true } })
    if (known?.role) throw invalidField('email', 'This address is a member already.')
    const draft = { purpose: 'invitation' as const, organizationId, email, role, createdById: personId, lifeSeconds }
    const { token, expiresAt } = await writeLink(tx.db, draft)
    const target = { kind: 'invitation', id: email, label: email }
    await recordAudit(tx, { action: 'person.invite', target, details: { role } })
    return { url: `${env().url}/invitation/${token}`, email, expiresAt }
  })
}
