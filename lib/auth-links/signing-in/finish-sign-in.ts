/**
 * A person comes back from a server's issuer. Must stay true: the way back counts once, in the browser that set out, for the
 * person who did, and for the issuer it was made for; what comes back is tried with the server before it takes the place of
 * what was there; whatever else happens, that stays.
 */
import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { proofOf } from '#lib/credentials/proof.ts'
import { openFor } from '#lib/credentials/sealed-text.ts'
import { hashToken, isTokenShaped } from '#lib/crypto/token.ts'
import { exchange } from '#lib/oauth/grant.ts'
import { loadClient } from '#lib/oauth/load-client.ts'
import { splitScopes } from '#lib/oauth/schema.ts'
import { findGiveable } from '../giving/internal.ts'
import { endOf, keepGranted, type SignInEnd } from './keep-granted.ts'

/** `at`: the connection that it was about, where whoever comes back may know. */
export type SignedIn = { end: SignInEnd; at: { project: string; connection: string } | null }

type Back = { params: URLSearchParams; browser: string | undefined }

/** `contexts`: everyone whom this browser is signed in as. */
export async function finishSignIn(contexts: readonly Context[], { params, browser }: Back): Promise<SignedIn> {
  const [ctx] = contexts
  const state = params.get('state')
  if (!ctx || !isTokenShaped(state) || !isTokenShaped(browser)) return { end: 'unknown', at: null }
  const where = { stateHash: hashToken(state), browserHash: hashToken(browser), usedAt: null }
  // Of two at the same moment one goes on.
  const { count } = await ctx.db.signInAttempt.updateMany({ where, data: { usedAt: new Date() } })
  if (count === 0) return { end: 'unknown', at: null }
  const attempt = await ctx.db.signInAttempt.findUnique({
    where: { stateHash: where.stateHash },
    include: { connection: { select: { slug: true, project: { select: { slug: true } } } } },
  })
  if (!attempt) return { end: 'unknown', at: null }
  const at = { project: attempt.connection.project.slug, connection: attempt.connection.slug }
  const mine = contexts.find((one) => isWhoSetOut(one, attempt))
  if (!mine) return { end: 'other', at: null }
  if (attempt.expiresAt < new Date()) return { end: 'late', at }
  return { end: await goOn(mine, attempt, params), at }
}

type Attempt = {
  id: string
  organizationId: string
  connectionId: string
  clientRowId: string
  personId: string
  proof: string
  verifier: Uint8Array
  scopes: string
}

function isWhoSetOut({ actor }: Context, { personId, proof, organizationId }: Attempt): boolean {
  if (actor.kind !== 'user' && actor.kind !== 'linkHolder') return false
  return actor.personId === personId && actor.organizationId === organizationId && proofOf(actor) === proof
}

async function goOn(ctx: Context, attempt: Attempt, params: URLSearchParams): Promise<SignInEnd> {
  const giver = requirePerson(ctx)
  const { organizationId, connectionId } = attempt
  const connection = await findGiveable(ctx, giver, { id: connectionId })
  const client = connection && (await loadClient(ctx.db, { organizationId, serverId: connection.server.id }))
  if (!client || client.id !== attempt.clientRowId) return 'changed'
  const verifier = await openFor(ctx.db, attempt, 'verifier', attempt.verifier)
  const granted = await exchange(client, params, verifier)
  if (!granted.ok) return endOf(granted.reason)

  return keepGranted(ctx, giver, { connection, client, granted, asked: splitScopes(attempt.scopes) })
}
