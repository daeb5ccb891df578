/**
 * A person goes to a server's issuer to sign in there: the way there is made for this person, this connection and this browser,
 * works once, for ten minutes. Nothing is stored of the person yet, and what they gave before stays as it is.
 */
import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { proofOf } from '#lib/credentials/proof.ts'
import { sealFor } from '#lib/credentials/sealed-text.ts'
import { hashToken, newToken } from '#lib/crypto/token.ts'
import { AppError, notFound } from '#lib/errors.ts'
import { newVerifier, toConsent } from '#lib/oauth/grant.ts'
import { loadClient } from '#lib/oauth/load-client.ts'
import { splitScopes } from '#lib/oauth/schema.ts'
import { findGiveable } from '../giving/internal.ts'
import { type BeginSignInInput, beginSignInInput } from './schema.ts'

export const signInMinutes = 10

/** `browser`: what only this browser holds. Answers where it goes. */
export async function beginSignIn(ctx: Context, raw: BeginSignInInput, browser: string): Promise<URL> {
  const giver = requirePerson(ctx)
  const { connectionId, scope } = beginSignInInput.parse(raw)
  const connection = await findGiveable(ctx, giver, { id: connectionId })
  if (!connection) throw notFound('connection')
  const { organizationId, server } = connection
  const client = await loadClient(ctx.db, { organizationId, serverId: server.id })
  if (!client) throw new AppError('precondition_failed', `${server.name} has no sign-in set up. Ask an admin.`)

  const [id, state, verifier] = [crypto.randomUUID(), newToken(), newVerifier()]
  const scopes = [...new Set([...client.scopes, ...splitScopes(scope ?? '')])]
  await ctx.db.signInAttempt.create({
    data: {
      id,
      organizationId,
      connectionId,
      clientRowId: client.id,
      personId: giver.personId,
      proof: proofOf(giver),
      stateHash: hashToken(state),
      browserHash: hashToken(browser),
      verifier: await sealFor(ctx.db, { organizationId, id }, 'verifier', verifier),
      scopes: scopes.join(' '),
      expiresAt: new Date(Date.now() + signInMinutes * 60_000),
    },
    select: { id: true },
  })
  return toConsent(client, { state, verifier, scopes })
}
