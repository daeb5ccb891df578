import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { requireProjectOwner } from './access.ts'
import { type UpdateProjectInput, updateProjectInput } from './schema.ts'

/** Changes name and description. The slug stays: agents have its address. */
export async function updateProject(ctx: Context, slug: string, raw: UpdateProjectInput): Promise<void> {
  const { id, organizationId, ...before } = await requireProjectOwner(ctx, slug)
  const input = updateProjectInput.parse(raw)

  await inTransaction(ctx, async (tx) => {
    await tx.db.project.update({ where: { id, organizationId }, data: input, select: { id: true } })
    await recordAudit(tx, {
      action: 'project.update',
      target: { kind: 'project', id, label: slug },
      projectId: id,
      details: { name: input.name, nameBefore: before.name },
    })
  })
  publish({ kind: 'project.changed', projectId: id })
}
