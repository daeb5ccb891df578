import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { requireProjectOwner } from './access.ts'
import { lockProject } from './internal.ts'

/** What a project takes with it when it goes. */
export type ProjectParts = { connections: number; credentials: number; keys: number; links: number }

/** Removes a project with its connections, the credentials given for them, its keys, auth links and activity. */
export async function removeProject(ctx: Context, slug: string): Promise<void> {
  const project = await requireProjectOwner(ctx, slug)
  const { id, organizationId } = project

  await inTransaction(ctx, async (tx) => {
    await lockProject(tx, project)
    const parts = await countParts(tx, organizationId, id)
    await tx.db.project.delete({ where: { id, organizationId }, select: { id: true } })
    await recordAudit(tx, {
      action: 'project.remove',
      target: { kind: 'project', id, label: slug },
      projectId: id,
      details: parts,
    })
  })
  publish({ kind: 'project.changed', projectId: id })
}

/** What would go, for the question before it does. */
export async function countProjectParts(ctx: Context, slug: string): Promise<ProjectParts> {
  const project = await requireProjectOwner(ctx, slug)
  return countParts(ctx, project.organizationId, project.id)
}

async function countParts({ db }: Context, organizationId: string, projectId: string): Promise<ProjectParts> {
  return {
    connections: await db.connection.count({ where: { organizationId, projectId } }),
    credentials: await db.credential.count({ where: { organizationId, connection: { projectId } } }),
    keys: await db.agentKey.count({ where: { organizationId, projectId, revokedAt: null } }),
    links: await db.authLink.count({ where: { organizationId, projectId, revokedAt: null } }),
  }
}
