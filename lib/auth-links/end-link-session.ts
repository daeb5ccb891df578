import type { Context, LinkHolder } from '#lib/context.ts'

/** Ends the time that a link's opening lets its browser in. What was given and allowed stays; coming back needs a new link. */
export async function endLinkSession(ctx: Context<LinkHolder>): Promise<void> {
  const { organizationId, openingId } = ctx.actor
  const where = { id: openingId, organizationId }
  await ctx.db.authLinkOpening.updateMany({ where, data: { expiresAt: new Date(), tokenHash: null } })
}
