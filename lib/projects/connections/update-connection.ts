import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError, invalidField } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { loadManaged, lockConnection, type ManagedConnection, orSlugTaken } from './internal.ts'
import { type UpdateConnectionInput, updateConnectionInput } from './schema.ts'

/**
 * Changes slug, mode and allowed tools. Credentials of the mode that is left are kept, unused, until someone changes
 * back or revokes them.
 */
export async function updateConnection(
  ctx: Context,
  id: string,
  raw: UpdateConnectionInput,
): Promise<{ slug: string }> {
  const connection = await loadManaged(ctx, { id })
  const input = updateConnectionInput.parse(raw)
  const { slug, mode: credentialMode, toolPolicy } = input
  const tools = toolPolicy === 'chosen' ? [...new Set(input.tools)] : []
  const { organizationId, projectId } = connection

  await orSlugTaken(
    ctx,
    { organizationId, projectId, slug },
    inTransaction(ctx, async (tx) => {
      await lockConnection(tx, connection)
      await assertUnchanged(tx, connection, input.updatedAt)
      await assertKnownTools(tx, connection, tools)
      await tx.db.connection.update({
        where: { id, organizationId },
        data: { slug, credentialMode, toolPolicy },
        select: { id: true },
      })
      await tx.db.connectionTool.deleteMany({ where: { connectionId: id } })
      await tx.db.connectionTool.createMany({ data: tools.map((name) => ({ connectionId: id, name })) })
      await recordAudit(tx, {
        action: 'connection.update',
        target: { kind: 'connection', id, label: slug },
        projectId,
        details: { slug, mode: credentialMode, toolPolicy, tools, slugBefore: connection.slug },
      })
    }),
  )
  publish({ kind: 'connection.changed', connectionId: id, projectId })
  return { slug }
}

/** A page that was open for long must not open again what another one has closed. The caller holds the lock. */
async function assertUnchanged({ db }: Context, { id }: ManagedConnection, seen: Date | undefined): Promise<void> {
  if (!seen) return
  const { updatedAt } = await db.connection.findUniqueOrThrow({ where: { id }, select: { updatedAt: true } })
  if (updatedAt.getTime() === seen.getTime()) return
  throw new AppError('conflict', 'Someone has changed this connection meanwhile. Load the page again to see it.')
}

/** A tool can be allowed when the server lists it, and stay allowed when the server stopped to. */
async function assertKnownTools(tx: Context, connection: ManagedConnection, tools: string[]): Promise<void> {
  const { id: connectionId, serverId } = connection
  const [listed, allowed] = [
    await tx.db.serverTool.findMany({ where: { serverId }, select: { name: true } }),
    await tx.db.connectionTool.findMany({ where: { connectionId }, select: { name: true } }),
  ]
  const known = new Set([...listed, ...allowed].map((tool) => tool.name))
  const odd = tools.find((name) => !known.has(name))
  if (odd !== undefined) throw invalidField('tools', 'The list of tools has changed meanwhile. Load the page again.')
}
