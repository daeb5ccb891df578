import { recordAudit } from '#lib/audit/record.ts'
import { authorize, isAdmin, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { assertAnotherAdmin, getMember, lockPeople } from './internal.ts'
import { revokeIssuedLinks } from './one-time-link.ts'
import { type ChangeRoleInput, changeRoleInput } from './schema.ts'

/** Gives a member another role. Links that a former admin has made but nobody has used end with the role. */
export async function changeRole(ctx: Context, raw: ChangeRoleInput): Promise<{ name: string }> {
  authorize(isAdmin(ctx.actor), ctx.actor)
  const { organizationId } = requireUser(ctx)
  const { personId, role } = changeRoleInput.parse(raw)

  const member = await inTransaction(ctx, async (tx) => {
    await lockPeople(tx, organizationId)
    const before = await getMember(tx, organizationId, personId)
    if (before.role === role) return before
    await assertAnotherAdmin(tx, before)
    await tx.db.person.update({ where: { id: personId }, data: { role }, select: { id: true } })
    if (before.role === 'admin') await revokeIssuedLinks(tx, before)
    const target = { kind: 'person', id: personId, label: before.email }
    await recordAudit(tx, { action: 'person.change_role', target, details: { from: before.role, to: role } })
    return before
  })

  publish({ kind: 'person.changed', personId })
  return { name: member.name }
}
