import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { loadManaged, lockConnection } from './internal.ts'

/**
 * Removes a connection with everything people gave for it. Auth links that asked for nothing else are revoked; the
 * calls it made stay in the activity.
 */
export async function removeConnection(ctx: Context, id: string): Promise<void> {
  const connection = await loadManaged(ctx, { id })
  const { organizationId, projectId, slug } = connection

  await inTransaction(ctx, async (tx) => {
    await lockConnection(tx, connection)
    const onlyThis = { some: { connectionId: id }, every: { connectionId: id } }
    const { count: links } = await tx.db.authLink.updateMany({
      where: { organizationId, projectId, usedAt: null, revokedAt: null, connections: onlyThis },
      data: { revokedAt: new Date() },
    })
    const credentials = await tx.db.credential.count({ where: { connectionId: id, organizationId } })
    await tx.db.connection.delete({ where: { id, organizationId }, select: { id: true } })
    await recordAudit(tx, {
      action: 'connection.remove',
      target: { kind: 'connection', id, label: slug },
      projectId,
      details: { credentials, links },
    })
  })
  publish({ kind: 'connection.changed', connectionId: id, projectId })
}
