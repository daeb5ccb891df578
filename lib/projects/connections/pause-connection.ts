import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { loadManaged } from './internal.ts'

/** Takes a connection's tools away from all agents. Credentials stay where they are. */
export async function pauseConnection(ctx: Context, id: string): Promise<void> {
  await switchConnection(ctx, id, 'paused')
}

/** Gives a paused connection's tools back. */
export async function resumeConnection(ctx: Context, id: string): Promise<void> {
  await switchConnection(ctx, id, 'active')
}

async function switchConnection(ctx: Context, id: string, state: 'active' | 'paused'): Promise<void> {
  const { organizationId, projectId, slug } = await loadManaged(ctx, { id })

  const isNew = await inTransaction(ctx, async (tx) => {
    const { count } = await tx.db.connection.updateMany({
      where: { id, organizationId, state: { not: state } },
      data: { state },
    })
    if (count === 0) return false
    await recordAudit(tx, {
      action: state === 'paused' ? 'connection.pause' : 'connection.resume',
      target: { kind: 'connection', id, label: slug },
      projectId,
    })
    return true
  })
  if (isNew) publish({ kind: 'connection.changed', connectionId: id, projectId })
}
