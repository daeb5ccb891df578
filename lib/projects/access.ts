/** What other rooms may ask of projects: whether the actor owns or belongs to one. */
import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { type LoadedProject, loadProject } from './internal.ts'
import { canManageProject, canReadAllCalls, canUseProject } from './policy.ts'

export type ProjectRef = { id: string; organizationId: string; slug: string; name: string }

/** For its owners and admins; a mere member is refused, a stranger finds nothing. */
export async function requireProjectOwner(ctx: Context, slug: string): Promise<ProjectRef> {
  const project = await loadProject(ctx, slug)
  authorize(canManageProject(ctx.actor, project), ctx.actor)
  return toRef(project)
}

/** For its owners, members and admins; a stranger finds nothing. */
export async function requireProjectMember(ctx: Context, slug: string): Promise<ProjectRef> {
  const project = await loadProject(ctx, slug)
  authorize(canUseProject(ctx.actor, project), ctx.actor)
  return toRef(project)
}

/** For everyone who may read its activity: all of it, or only what was called as them. A stranger finds nothing. */
export async function requireCallReader(
  ctx: Context,
  slug: string,
): Promise<{ project: ProjectRef; readsAll: boolean }> {
  const project = await loadProject(ctx, slug)
  const readsAll = canReadAllCalls(ctx.actor, project)
  authorize(readsAll || canUseProject(ctx.actor, project), ctx.actor)
  return { project: toRef(project), readsAll }
}

function toRef({ id, organizationId, slug, name }: LoadedProject): ProjectRef {
  return { id, organizationId, slug, name }
}
