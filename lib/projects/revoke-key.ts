import { recordAudit } from '#lib/audit/record.ts'
import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { notFound } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { parseId } from '#lib/ids.ts'
import { canRevokeKey } from './policy.ts'

/** Ends a key at once: by whom it acts for, by its maker, by an owner of its project. Twice is as good as once. */
export async function revokeKey(ctx: Context, rawKeyId: string): Promise<void> {
  const actor = requirePerson(ctx)
  const { organizationId, personId } = actor
  const keyId = parseId(rawKeyId, 'key')

  const isNew = await inTransaction(ctx, async (tx) => {
    const key = await tx.db.agentKey.findFirst({
      where: { id: keyId, organizationId },
      select: {
        name: true,
        personId: true,
        projectId: true,
        createdById: true,
        proof: true,
        person: { select: { email: true } },
        project: { select: { members: { where: { personId }, select: { role: true } } } },
      },
    })
    const myRole = (actor.kind === 'user' && key?.project.members[0]?.role) || null
    if (!key || !canRevokeKey(actor, key, { myRole })) throw notFound('key')
    const { count } = await tx.db.agentKey.updateMany({
      where: { id: keyId, organizationId, revokedAt: null },
      data: { revokedAt: new Date() },
    })
    if (count === 0) return false
    await recordAudit(tx, {
      action: 'key.revoke',
      target: { kind: 'key', id: keyId, label: key.name },
      projectId: key.projectId,
      details: { for: key.person.email },
    })
    return true
  })
  if (isNew) publish({ kind: 'key.changed', keyId })
}
