import type { Context, LinkHolder } from '#lib/context.ts'

/** Ends the link holder's session. What they gave stays; coming back needs a new link. */
export async function endLinkSession(ctx: Context<LinkHolder>): Promise<void> {
  const { organizationId, personId, authLinkId } = ctx.actor
  await ctx.db.session.deleteMany({ where: { organizationId, personId, authLinkId } })
}
