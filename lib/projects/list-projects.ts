import { isAuditor, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { type LoadedProject, loadProject } from './internal.ts'
import { canManageProject, canReadAllCalls, canUseProject } from './policy.ts'

type Project = Omit<LoadedProject, 'organizationId'>

export type ProjectSummary = Project & { connections: number; members: number }

/** The actor's projects by name; admins and auditors see all of the organisation. */
export async function listProjects(ctx: Context): Promise<ProjectSummary[]> {
  const actor = requireUser(ctx)
  const { organizationId, personId } = actor
  const mine = isAuditor(actor) ? {} : { members: { some: { personId } } }
  const rows = await ctx.db.project.findMany({
    where: { organizationId, ...mine },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    select: {
      id: true,
      slug: true,
      name: true,
      description: true,
      toolNameChars: true,
      members: { where: { personId }, select: { role: true } },
      _count: { select: { connections: true, members: true } },
    },
  })
  return rows.map(({ members, _count, ...row }) => ({ ...row, myRole: members[0]?.role ?? null, ..._count }))
}

/** A project, and what the actor may do in it. */
export type ProjectView = Project & { canManage: boolean; canUse: boolean; canReadAllCalls: boolean }

export async function getProject(ctx: Context, slug: string): Promise<ProjectView> {
  const { organizationId: _, ...project } = await loadProject(ctx, slug)
  const { actor } = ctx
  return {
    ...project,
    canManage: canManageProject(actor, project),
    canUse: canUseProject(actor, project),
    canReadAllCalls: canReadAllCalls(actor, project),
  }
}
