import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { mergeEdit } from '#lib/edit.ts'
import { publish } from '#lib/events/bus.ts'
import { lockProjectAsOwner, requireProjectOwner } from './access.ts'
import { type UpdateProjectInput, updateProjectInput } from './schema.ts'

/** Changes name, description and how long tool names may be. The slug stays: agents have its address. */
export async function updateProject(ctx: Context, slug: string, raw: UpdateProjectInput): Promise<void> {
  await requireProjectOwner(ctx, slug)
  const { seen, toolNameChars, ...texts } = updateProjectInput.parse(raw)

  const projectId = await inTransaction(ctx, async (tx) => {
    const { id, organizationId, ...project } = await lockProjectAsOwner(tx, slug)
    const now = { ...project, toolNameChars: String(project.toolNameChars) }
    const given = { ...texts, toolNameChars: toolNameChars ?? now.toolNameChars }
    const { toolNameChars: chars, ...change } = mergeEdit({ seen, given, now })
    const data = { ...change, ...(chars && { toolNameChars: Number(chars) }) }
    if (Object.keys(data).length === 0) return null
    await tx.db.project.update({ where: { id, organizationId }, data, select: { id: true } })
    await recordAudit(tx, {
      action: 'project.update',
      target: { kind: 'project', id, label: slug },
      projectId: id,
      details: {
        name: data.name ?? now.name,
        nameBefore: now.name,
        ...(chars && { toolNameChars: chars, toolNameCharsBefore: now.toolNameChars }),
      },
    })
    return id
  })
  if (projectId) publish({ kind: 'project.changed', projectId })
}
