/** The project of an address, for those it is for. A stranger finds nothing; who belongs to it but may not is refused. */
import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { type LoadedProject, loadProject, lockProject } from './internal.ts'
import { canManageProject, canReadAllCalls, canUseProject } from './policy.ts'

/** For its owners and admins. */
export async function requireProjectOwner(ctx: Context, slug: string): Promise<LoadedProject> {
  const project = await loadProject(ctx, slug)
  authorize(canManageProject(ctx.actor, project), ctx.actor)
  return project
}

/** The same inside a transaction: until it ends, nobody changes who and what belongs to the project. */
export async function lockProjectAsOwner(tx: Context, slug: string): Promise<LoadedProject> {
  await lockProject(tx, await loadProject(tx, slug))
  return requireProjectOwner(tx, slug)
}

/** For its owners, members and admins. */
export async function requireProjectMember(
  ctx: Context,
  slug: string,
): Promise<LoadedProject & { canManage: boolean }> {
  const project = await loadProject(ctx, slug)
  authorize(canUseProject(ctx.actor, project), ctx.actor)
  return { ...project, canManage: canManageProject(ctx.actor, project) }
}

/** For everyone who may read its activity: all of it, or only what was called as them. */
export async function requireCallReader(
  ctx: Context,
  slug: string,
): Promise<{ project: LoadedProject; readsAll: boolean }> {
  const project = await loadProject(ctx, slug)
  const readsAll = canReadAllCalls(ctx.actor, project)
  authorize(readsAll || canUseProject(ctx.actor, project), ctx.actor)
  return { project, readsAll }
}
