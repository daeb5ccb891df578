import type { Context } from '#lib/context.ts'
import type { Giver } from '#lib/credentials/proof.ts'
import type { Secret } from '#lib/credentials/secret.ts'
import type { GrantFailure, Tokens } from '#lib/oauth/grant.ts'
import { fromOf, type StoredClient } from '#lib/oauth/load-client.ts'
import { toInputs } from '#lib/servers/inputs/input-rows.ts'
import { renderRequest } from '#lib/servers/inputs/render-request.ts'
import { storeGiven } from '../giving/store-given.ts'
import { tryValues } from '../giving/try-values.ts'
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

type Outcome = {
  connection: ConnectionRow
  client: StoredClient
  granted: Tokens & { account?: string | null }
  asked: readonly string[]
  isClients?: boolean
}

/** Tries what an issuer has given with the server, and stores it in the place of what was there. */
export async function keepGranted(ctx: Context, giver: Giver, outcome: Outcome): Promise<SignInEnd> {
  const { connection, client, granted, asked, isClients } = outcome
  const { accessToken, refreshToken, expiresAt: accessUntil, account = null } = granted
  const kept = { scopes: granted.scopes ?? [...asked], from: fromOf(client), ...(isClients && { isClients }) }
  const secret: Secret = { kind: 'oauth', accessToken, refreshToken, ...kept }
  const request = renderRequest(connection.server.url, toInputs(connection.server.inputs), secret)
  if (!request.ok) return 'changed'
  const tried = await tryValues(connection.server, request)
  // What an issuer has given cannot be given again: it is kept also where the server could not be asked.
  const isDecided = tried.ok || (tried.reason !== 'unreachable' && tried.reason !== 'rate_limited')
  if (!tried.ok && isDecided) return 'not_taken'
  await storeGiven(ctx, giver, {
    connection,
    secret,
    trial: tried.ok ? tried : null,
    signIn: { accessUntil, account, asked },
  })
  return tried.ok ? 'connected' : 'stored'
}

export function endOf(reason: GrantFailure): SignInEnd {
  if (reason === 'denied' || reason === 'unreachable') return reason
  return 'refused'
}
