/**
 * How people sign in to a server by OAuth is set up once, by an admin: who signs them in is found out, and Jetway becomes a client
 * there, with the admin's own client or by registering. What the issuer says then is kept, so that a document that changes
 * later sends nobody elsewhere. The admin's secret goes into the vault and comes out for the issuer alone.
 */
import { recordAudit } from '#lib/audit/record.ts'
import { authorize } from '#lib/auth/authorize.ts'
import { findOauthHint } from '#lib/catalog/get-entry.ts'
import type { Context } from '#lib/context.ts'
import { sealFor } from '#lib/credentials/sealed-text.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { env } from '#lib/env.ts'
import { AppError } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { checkUrl } from '#lib/http/check-url.ts'
import { readChallenge } from '#lib/mcp/read-challenge.ts'
import { type Discovered, discover } from '#lib/oauth/discover.ts'
import { loadClient } from '#lib/oauth/load-client.ts'
import { register, wantedMethod } from '#lib/oauth/register.ts'
import type { AuthMethod } from '#lib/oauth/schema.ts'
import { loadServer, organizationOf } from '../internal.ts'
import { lockServer } from '../lock-server.ts'
import { canChangeLibrary } from '../policy.ts'
import { askSignedIn } from './ask-signed-in.ts'
import { type RemoveOauthInput, removeOauthInput, type SetUpOauthInput, setUpOauthInput } from './schema.ts'

/** `said`: the issuer's own words. `redirectUri`: what a client that is made by hand must name. */
export type OauthSetUp =
  | { ok: true; issuer: string }
  | { ok: false; message: string; said?: string; redirectUri: string; issuer?: string }

type NewClient = { clientId: string; secret: string | null; authMethod: AuthMethod; madeBy: string }
type Server = Awaited<ReturnType<typeof loadServer>>

export function redirectUriOf(): string {
  return new URL('/oauth/callback', env().url).href
}

/** Where this Jetway says who it is, or null where nobody outside could read it. */
export function documentUrlOf(): string | null {
  const url = new URL('/oauth/client.json', env().url).href
  return url.startsWith('https:') && checkUrl(url, { allowNetworks: [] }).ok ? url : null
}

/**
 * An answer that is not `ok` has stored nothing, and left what was there before. Without a client id the client that there is goes
 * on, while its issuer is the same.
 */
export async function setUpOauth(ctx: Context, raw: SetUpOauthInput): Promise<OauthSetUp> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { serverId, clientId, clientSecret, scopes: chosen, confirmed } = setUpOauthInput.parse(raw)
  const server = await loadServer(ctx, serverId)
  const redirectUri = redirectUriOf()
  const hint = await findOauthHint(server.entryName)
  const address = new URL(server.url)
  const asked = await readChallenge(address.href, { policy: { allowNetworks: env().JETWAY_ALLOW_NETWORKS } })
  const found = await discover(address, { named: asked.challenge?.params.resource_metadata, issuer: hint?.issuer })
  if (!found.ok) return { ...found, redirectUri }

  const scopes = withOwn(chosen ?? hint?.scopes ?? found.scopes, found)
  const { issuer } = found.metadata
  const known = await loadClient(ctx.db, { serverId, organizationId: server.organizationId })
  const kept = known?.metadata.issuer === issuer && known.redirectUri === redirectUri ? known : null
  const client = clientId
    ? toGiven(found, clientId, clientSecret)
    : kept
      ? { ok: true as const, ...kept }
      : await register(found.metadata, { redirectUri, documentUrl: documentUrlOf() })
  if (!client.ok) return { ...client, redirectUri, issuer }
  await store(ctx, server, { found, client, scopes, redirectUri, isRequired: !asked.isOpen, confirmed })
  return { ok: true, issuer }
}

/** Besides: what gives a refresh token (OpenID Connect 11), and what says whose account it is. */
const besides = ['offline_access', 'openid', 'email']

function withOwn(scopes: readonly string[], { metadata }: Discovered): string[] {
  return [...new Set([...scopes, ...besides.filter((one) => metadata.scopes_supported?.includes(one))])]
}

function toGiven(found: Discovered, clientId: string, secret: string | undefined) {
  const authMethod = methodFor(found, secret)
  return { ok: true as const, clientId, secret: secret ?? null, authMethod, madeBy: 'admin' }
}

function methodFor({ metadata }: Discovered, secret: string | undefined): AuthMethod {
  const wanted = wantedMethod(metadata)
  if (!secret) return 'none'
  return wanted === 'none' ? 'client_secret_post' : wanted
}

type SetUp = {
  found: Discovered
  client: NewClient
  scopes: string[]
  redirectUri: string
  isRequired: boolean
  confirmed: string | undefined
}

async function store(
  ctx: Context,
  server: Server,
  { found, client, scopes, redirectUri, isRequired, confirmed }: SetUp,
): Promise<void> {
  const organizationId = organizationOf(ctx)
  const id = crypto.randomUUID()
  await inTransaction(ctx, async (tx) => {
    await lockServer(tx, { id: server.id, organizationId })
    const now = await loadServer(tx, server.id)
    if (now.url !== server.url) throw new AppError('conflict', 'The server’s address was changed meanwhile. Try again.')
    const { clientId, secret, authMethod, madeBy } = client
    await askSignedIn(tx, server.id, { now: { issuer: found.metadata.issuer, clientId }, confirmed })
    await tx.db.oAuthClient.deleteMany({ where: { serverId: server.id } })
    await tx.db.oAuthClient.create({
      data: {
        id,
        organizationId,
        serverId: server.id,
        issuer: found.metadata.issuer,
        metadata: found.metadata,
        resource: found.resource,
        clientId,
        secret: secret === null ? null : await sealFor(tx.db, { organizationId, id }, 'client-secret', secret),
        authMethod,
        madeBy,
        scopes: scopes.join(' '),
        redirectUri,
        isRequired,
      },
      select: { id: true },
    })
    await recordAudit(tx, {
      action: 'server.set_up_oauth',
      target: { kind: 'server', id: server.id, label: server.name },
      details: { issuer: found.metadata.issuer, madeBy, clientId, scopes },
    })
  })
  publish({ kind: 'server.changed', serverId: server.id })
}

/** People sign in by it no more; what they gave so stays until it ends. */
export async function removeOauth(ctx: Context, raw: RemoveOauthInput): Promise<void> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { serverId, confirmed } = removeOauthInput.parse(raw)
  const server = await loadServer(ctx, serverId)
  const isRemoved = await inTransaction(ctx, async (tx) => {
    await lockServer(tx, { id: server.id, organizationId: server.organizationId })
    await askSignedIn(tx, server.id, { now: null, confirmed })
    const { count } = await tx.db.oAuthClient.deleteMany({ where: { serverId: server.id } })
    if (count === 0) return false
    await recordAudit(tx, {
      action: 'server.remove_oauth',
      target: { kind: 'server', id: server.id, label: server.name },
    })
    return true
  })
  if (isRemoved) publish({ kind: 'server.changed', serverId: server.id })
}
