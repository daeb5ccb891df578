import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'

/** The name on top of every page. */
export async function getOrganization(ctx: Context): Promise<{ name: string }> {
  const { organizationId } = requireUser(ctx)
  return ctx.db.organization.findUniqueOrThrow({ where: { id: organizationId }, select: { name: true } })
}
