/** What other rooms may ask of projects: whether the actor owns or belongs to one. */
import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { type LoadedProject, loadProject } from './internal.ts'
import { canManageProject, canUseProject } from './policy.ts'

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

function toRef({ id, organizationId, slug, name }: LoadedProject): ProjectRef {
  return { id, organizationId, slug, name }
}
