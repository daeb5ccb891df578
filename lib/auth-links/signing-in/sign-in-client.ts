/**
 * A project's shared connection by Jetway's own client at the server's issuer: nobody signs in, and whoever sets it up is someone who
 * may give for the whole project.
 */
import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { AppError, notFound } from '#lib/errors.ts'
import { grantToClient } from '#lib/oauth/grant.ts'
import { loadClient } from '#lib/oauth/load-client.ts'
import { findGiveable } from '../giving/internal.ts'
import { endOf, keepGranted } from './keep-granted.ts'
import { type SignInClientInput, signInClientInput } from './schema.ts'

const refusals = {
  refused: 'The issuer gives this client no token of its own. Ask an admin to look at how the sign-in is set up.',
  unreachable: 'The issuer did not answer in time. Try again in a while.',
  not_taken: 'The issuer gave a token, and the server does not take it.',
} as const

/** Throws `upstream_failed` in words where the issuer or the server refuses; then nothing has changed. */
export async function signInClient(ctx: Context, raw: SignInClientInput): Promise<void> {
  const giver = requirePerson(ctx)
  const { connectionId } = signInClientInput.parse(raw)
  const connection = await findGiveable(ctx, giver, { id: connectionId, credentialMode: 'shared' })
  if (!connection) throw notFound('connection')
  const { organizationId, server } = connection
  const client = await loadClient(ctx.db, { organizationId, serverId: server.id })
  if (!client?.secret)
    throw new AppError('precondition_failed', `${server.name} has no client with a secret. Ask an admin.`)
  const granted = await grantToClient(client, client.scopes)
  const end = granted.ok
    ? await keepGranted(ctx, giver, { connection, client, granted, asked: client.scopes, isClients: true })
    : endOf(granted.reason)
  if (end === 'connected' || end === 'stored') return
  const said = end === 'unreachable' || end === 'not_taken' ? refusals[end] : refusals.refused
  throw new AppError('upstream_failed', `${said} Nothing was stored.`)
}
