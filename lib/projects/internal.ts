import { isAuditor, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import type { ProjectRole } from '#lib/db/generated/enums.ts'
import { notFound } from '#lib/errors.ts'
import { slug as slugForm } from '#lib/servers/schema.ts'

export type LoadedProject = {
  id: string
  organizationId: string
  slug: string
  name: string
  description: string
  toolNameChars: number
  myRole: ProjectRole | null
}

/** A project the signed-in member may know of: a member's own, any for admins and auditors. Throws not found. */
export async function loadProject(ctx: Context, rawSlug: string): Promise<LoadedProject> {
  const actor = requireUser(ctx)
  const { data: slug } = slugForm.safeParse(rawSlug)
  if (!slug) throw notFound('project')
  const { organizationId, personId } = actor
  const mine = isAuditor(actor) ? {} : { members: { some: { personId } } }
  const row = await ctx.db.project.findFirst({
    where: { organizationId, slug, ...mine },
    select: {
      id: true,
      organizationId: true,
      slug: true,
      name: true,
      description: true,
      toolNameChars: true,
      members: { where: { personId }, select: { role: true } },
    },
  })
  if (!row) throw notFound('project')
  const { members, ...project } = row
  return { ...project, myRole: members[0]?.role ?? null }
}

/** Until the transaction ends, nobody else changes who and what belongs to this project. */
export async function lockProject(tx: Context, project: LoadedProject): Promise<void> {
  const rows = await tx.db.$queryRaw<{ id: string }[]>`
    select id from "Project" where id = ${project.id} and "organizationId" = ${project.organizationId} for update`
  if (rows.length === 0) throw notFound('project')
}
