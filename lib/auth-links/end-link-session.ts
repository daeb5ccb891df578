import type { Context } from '#lib/context.ts'
import { hashToken } from '#lib/crypto/token.ts'

/**
 * Ends the time that openings of links let this browser in, which holds their tokens: none can be gone on with. What was given
 * and allowed stays; coming back needs a new link.
 */
export async function endLinkSession({ db }: Context, tokens: readonly string[]): Promise<void> {
  const where = { tokenHash: { in: tokens.map(hashToken) } }
  await db.authLinkOpening.updateMany({ where, data: { expiresAt: new Date(), tokenHash: null } })
}
