/**
 * A server no longer takes a stored credential. It stays, marked as rejected, until the person replaces or revokes it, so
 * that everyone who may see its state sees why calls fail.
 */
import { recordAudit } from '#lib/audit/record.ts'
import type { Actor, Context } from '#lib/context.ts'
import type { Db } from '#lib/db/client.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'

const reasonCharsMax = 300

const rejectedFields = {
  organizationId: true,
  connection: { select: { id: true, slug: true, projectId: true, project: { select: { slug: true } } } },
} as const

/**
 * Marks it, once: false when it is gone, was already rejected, or was given or tried anew since `startedAt` (when the call
 * began that the server refused). `reason` is a sentence of ours, never the server's answer.
 */
export async function rejectCredential(
  db: Db,
  credentialId: string,
  reason: string,
  { startedAt = new Date() }: { startedAt?: Date } = {},
): Promise<boolean> {
  const row = await db.credential.findUnique({ where: { id: credentialId }, select: rejectedFields })
  if (!row) return false
  const { organizationId, connection } = row
  const actor: Actor = { kind: 'system', organizationId }
  const ctx: Context = { actor, db, requestId: crypto.randomUUID() }

  const isMarked = await inTransaction(ctx, async (tx) => {
    const { count } = await tx.db.credential.updateMany({
      where: { id: credentialId, organizationId, state: { not: 'rejected' }, updatedAt: { lte: startedAt } },
      data: { state: 'rejected', stateReason: reason.slice(0, reasonCharsMax) },
    })
    if (count === 0) return false
    await recordAudit(tx, {
      action: 'credential.reject',
      target: { kind: 'credential', id: credentialId, label: `${connection.project.slug}/${connection.slug}` },
      projectId: connection.projectId,
    })
    return true
  })

  if (isMarked) publish({ kind: 'credential.changed', connectionId: connection.id, credentialId })
  return isMarked
}

/** Notes, once, that a call was refused with values that nothing but calls can check. They stay in use. */
export async function doubtCredential(db: Db, credentialId: string, reason: string): Promise<void> {
  await db.credential.updateMany({
    where: { id: credentialId, state: 'accepted', stateReason: null },
    data: { stateReason: reason.slice(0, reasonCharsMax) },
  })
}
