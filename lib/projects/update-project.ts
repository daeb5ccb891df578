import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { mergeEdit } from '#lib/edit.ts'
import { publish } from '#lib/events/bus.ts'
import { lockProjectAsOwner, requireProjectOwner } from './access.ts'
import { type UpdateProjectInput, updateProjectInput } from './schema.ts'

/** Changes name and description. The slug stays: agents have its address. */
export async function updateProject(ctx: Context, slug: string, raw: UpdateProjectInput): Promise<void> {
  await requireProjectOwner(ctx, slug)
  const { seen, ...given } = updateProjectInput.parse(raw)

  const projectId = await inTransaction(ctx, async (tx) => {
    const { id, organizationId, ...now } = await lockProjectAsOwner(tx, slug)
    const data = mergeEdit({ seen, given, now })
    if (Object.keys(data).length === 0) return null
    await tx.db.project.update({ where: { id, organizationId }, data, select: { id: true } })
    await recordAudit(tx, {
      action: 'project.update',
      target: { kind: 'project', id, label: slug },
      projectId: id,
      details: { name: data.name ?? now.name, nameBefore: now.name },
    })
    return id
  })
  if (projectId) publish({ kind: 'project.changed', projectId })
}
