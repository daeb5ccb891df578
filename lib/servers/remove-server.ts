import { recordAudit } from '#lib/audit/record.ts'
import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { type Notice, publish } from '#lib/events/bus.ts'
import { loadServer } from './internal.ts'
import { lockServer } from './lock-server.ts'
import { canChangeLibrary } from './policy.ts'

/**
 * Takes a server out of the library, and with it its connections, the values given for them and the tools allowed in
 * them. Auth links that were for nothing else are revoked. Activity keeps its records.
 */
export async function removeServer(ctx: Context, serverId: string): Promise<void> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { id, organizationId } = await loadServer(ctx, serverId)

  const connections = await inTransaction(ctx, async (tx) => {
    await lockServer(tx, { id, organizationId })
    const { name } = await loadServer(tx, id)
    const gone = await tx.db.connection.findMany({
      where: { serverId: id, organizationId },
      select: { id: true, projectId: true },
    })
    const ids = gone.map((connection) => connection.id)
    const credentials = await tx.db.credential.count({ where: { connectionId: { in: ids } } })
    await revokeEmptiedLinks(tx, organizationId, ids)
    await tx.db.connection.deleteMany({ where: { id: { in: ids } } })
    await tx.db.server.delete({ where: { id }, select: { id: true } })
    const projects = new Set(gone.map(({ projectId }) => projectId)).size
    await recordAudit(tx, {
      action: 'server.remove',
      target: { kind: 'server', id, label: name },
      details: { connections: gone.length, projects, credentials },
    })
    return gone
  })

  const notices = connections.map(
    (one): Notice => ({ kind: 'connection.changed', connectionId: one.id, projectId: one.projectId }),
  )
  for (const notice of [...notices, { kind: 'server.changed', serverId: id } as const]) publish(notice)
}

async function revokeEmptiedLinks(tx: Context, organizationId: string, connectionIds: string[]): Promise<void> {
  await tx.db.authLink.updateMany({
    where: {
      organizationId,
      usedAt: null,
      revokedAt: null,
      connections: { some: {}, every: { connectionId: { in: connectionIds } } },
    },
    data: { revokedAt: new Date() },
  })
}
