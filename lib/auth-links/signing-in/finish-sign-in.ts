/**
 * A person comes back from a server's issuer. Must stay true: the way back counts once, in the browser that set out, for the
 * person who did, and for the issuer it was made for; what comes back is tried with the server before it takes the place of
 * what was there; whatever else happens, that stays.
 */
import { recordAudit } from '#lib/audit/record.ts'
import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { type Giver, proofOf } from '#lib/credentials/proof.ts'
import { openFor } from '#lib/credentials/sealed-text.ts'
import type { Secret } from '#lib/credentials/secret.ts'
import { storeCredential } from '#lib/credentials/store-credential.ts'
import { hashToken, isTokenShaped } from '#lib/crypto/token.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { exchange, type Granted } from '#lib/oauth/grant.ts'
import { loadClient } from '#lib/oauth/load-client.ts'
import { splitScopes } from '#lib/oauth/schema.ts'
import { toInputs } from '#lib/servers/inputs/input-rows.ts'
import { renderRequest } from '#lib/servers/inputs/render-request.ts'
import { recordCheck } from '#lib/servers/record-check.ts'
import { assertUnchanged, switchToSharedSet, toCheck } from '../giving/give-credential.ts'
import { findGiveable } from '../giving/internal.ts'
import { type Tried, tryValues } from '../giving/try-values.ts'
import type { ConnectionRow } from '../giving/view.ts'

/**
 * How it ended. `unknown`: no such way, not this browser's, or used before. `late`: its ten minutes are over. `other`: whoever
 * comes back is not who set out. `changed`: the server, its sign-in or the right to give have changed meanwhile. `denied`: refused
 * there. `refused`: by the issuer, for a reason of its own. `not_taken`: signed in, but the server does not take it.
 */
export type SignInEnd =
  | 'connected'
  | 'stored'
  | 'unknown'
  | 'late'
  | 'other'
  | 'changed'
  | 'denied'
  | 'refused'
  | 'unreachable'
  | 'not_taken'

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

  const { accessToken, refreshToken } = granted
  const secret: Secret = {
    kind: 'oauth',
    accessToken,
    refreshToken,
    scopes: granted.scopes ?? splitScopes(attempt.scopes),
  }
  const request = renderRequest(connection.server.url, toInputs(connection.server.inputs), secret)
  if (!request.ok) return 'changed'
  const tried = await tryValues(connection.server, request)
  // What an issuer has given cannot be given again: it is kept also where the server could not be asked.
  const isDecided = tried.ok || (tried.reason !== 'unreachable' && tried.reason !== 'rate_limited')
  if (!tried.ok && isDecided) return 'not_taken'
  await store(ctx, giver, { connection, secret, granted, tried })
  return tried.ok ? 'connected' : 'stored'
}

function endOf(reason: Extract<Granted, { ok: false }>['reason']): SignInEnd {
  if (reason === 'denied' || reason === 'unreachable') return reason
  return 'refused'
}

type Outcome = { connection: ConnectionRow; secret: Secret; granted: Extract<Granted, { ok: true }>; tried: Tried }

async function store(ctx: Context, giver: Giver, { connection, secret, granted, tried }: Outcome): Promise<void> {
  const { id: connectionId, organizationId, credentialMode: mode } = connection
  const credentialId = await inTransaction(ctx, async (tx) => {
    await assertUnchanged(tx, giver, connection)
    const id = await storeCredential(tx.db, {
      organizationId,
      connectionId,
      holder: { mode, personId: giver.personId, proof: proofOf(giver) },
      givenById: giver.personId,
      secret,
      state: tried.ok ? tried.state : 'unverified',
      ...(tried.ok && { toolCount: tried.tools.length }),
      accessUntil: granted.expiresAt,
      account: granted.account,
    })
    if (tried.ok) {
      await recordCheck(tx, connection.server.id, toCheck(connection, tried))
      await switchToSharedSet(tx, connection)
    }
    await recordAudit(tx, {
      action: 'credential.store',
      target: { kind: 'credential', id, label: `${connection.project.slug}/${connection.slug}` },
      projectId: connection.projectId,
      details: { mode, by: 'sign-in', state: tried.ok ? tried.state : 'unverified' },
    })
    return id
  })
  publish({ kind: 'credential.changed', connectionId, credentialId })
  if (tried.ok) publish({ kind: 'server.changed', serverId: connection.server.id })
}
