import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { invalidField } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { lockServer } from '#lib/servers/lock-server.ts'
import { requireProjectOwner } from '../access.ts'
import { lockProject } from '../internal.ts'
import { orSlugTaken } from './internal.ts'
import { type ConnectServerInput, connectServerInput } from './schema.ts'

export type Connected = { id: string; slug: string }

/** Connects a server of the library to a project. The same server may be connected twice, under another slug. */
export async function connectServer(ctx: Context, projectSlug: string, raw: ConnectServerInput): Promise<Connected> {
  const project = await requireProjectOwner(ctx, projectSlug)
  const input = connectServerInput.parse(raw)
  const { organizationId, id: projectId } = project
  const server = await loadConnectable(ctx, { id: input.serverId, organizationId })
  const slug = input.slug || server.slug
  const credentialMode = input.mode ?? server.credentialMode
  const connected = await orSlugTaken(
    ctx,
    { organizationId, projectId, slug },
    inTransaction(ctx, async (tx) => {
      await lockProject(tx, project)
      await lockServer(tx, { id: server.id, organizationId })
      await loadConnectable(tx, { id: server.id, organizationId })
      const row = await tx.db.connection.create({
        data: { organizationId, projectId, serverId: server.id, slug, credentialMode },
        select: { id: true, slug: true },
      })
      await recordAudit(tx, {
        action: 'connection.create',
        target: { kind: 'connection', id: row.id, label: slug },
        projectId,
        details: { server: server.name, mode: credentialMode },
      })
      return row
    }),
  )
  publish({ kind: 'connection.changed', connectionId: connected.id, projectId })
  return connected
}

async function loadConnectable({ db }: Context, where: { id: string; organizationId: string }) {
  const select = { id: true, name: true, slug: true, credentialMode: true } as const
  const server = await db.server.findFirst({ where, select })
  if (!server) throw invalidField('serverId', 'This server is not in the Server Library any more. Choose another.')
  return server
}
