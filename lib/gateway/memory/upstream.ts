/**
 * One server as one proof of one person reaches it: the address and the headers made of what that proof gave (or of the
 * project's shared set). Opened values are kept for a moment under the credential's own key, never under anything wider. Must stay true: values go to the address they were given for,
 * however stale what is remembered may be. Trusts: the principal was verified for this project.
 */
import { heldBy } from '#lib/credentials/proof.ts'
import { hashToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { openFresh, type Renewal, renewTokens, type Stale } from '#lib/oauth/renew-tokens.ts'
import type { KeyPrincipal } from '#lib/projects/verify-key.ts'
import { type RenderedRequest, renderRequest } from '#lib/servers/inputs/render-request.ts'
import { cacheMs } from '../limits.ts'
import { type Mask, toMask } from '../wire/mask.ts'
import type { Connected } from './directory.ts'
import { createKept } from './kept.ts'
import type { StandsOn } from './stands-on.ts'

export type Upstream = {
  connection: Connected
  /** Who calls. */
  principal: KeyPrincipal
  /** Whose values they are: a person's id, or that they are shared. */
  holder: string
  /**
   * What everything that is kept for this upstream is kept under: one version of one credential; without values, the
   * connection and the key's person and proof.
   */
  standsOn: string
  /** The same, but that with a sign-in each token is another. */
  sentAs: string
  /** The version of the values that are in the request. `isChecked`: the server's list says whether they hold. */
  credential: { id: string; version: number; isChecked: boolean } | null
  request: RenderedRequest
  /** What of it is secret. */
  mask: Mask
  /** Of a sign-in at an issuer: asks there for a new token. */
  renew: (() => Promise<Renewal>) | null
}

/** `missing`: nobody has given values yet. `incomplete`: not all that the server asks for by now. `rejected`: the server refused them since. */
export type Resolved = { ok: true; upstream: Upstream } | { ok: false; reason: 'missing' | 'incomplete' | 'rejected' }

export type UpstreamCache = {
  resolve: (connection: Connected, principal: KeyPrincipal) => Promise<Resolved>
  /** The same upstream as it is now, with the token that a renewal has brought. */
  anew: (upstream: Upstream) => Promise<Upstream>
  close: () => void
}

export function createUpstreamCache(): UpstreamCache {
  const opened = createKept<Resolved>({
    ttlMs: cacheMs,
    isLetGo: true,
    standsOn: (resolved) => (resolved.ok ? standsOn(resolved.upstream) : null),
  })

  async function resolve(connection: Connected, principal: KeyPrincipal): Promise<Resolved> {
    const name = nameOf(connection, principal)
    const known = opened.find(name)
    if (known?.ok && known.upstream.connection.url.href === connection.url.href)
      return { ok: true, upstream: { ...known.upstream, connection } }
    return opened.learn(name, () => open(connection, principal))
  }

  async function anew(upstream: Upstream): Promise<Upstream> {
    const { connection, principal, standsOn } = upstream
    const resolved = await resolve(connection, principal)
    return resolved.ok && resolved.upstream.standsOn === standsOn ? resolved.upstream : upstream
  }
  return { resolve, anew, close: opened.close }
}

function standsOn({ connection, holder, credential, renew }: Upstream): StandsOn {
  return {
    personId: holder,
    connectionId: connection.id,
    serverIds: [connection.serverId],
    credentialId: credential?.id ?? null,
    sends: renew ? credential?.id : undefined,
  }
}

async function open(connection: Connected, principal: KeyPrincipal): Promise<Resolved> {
  const place = {
    organizationId: connection.organizationId,
    connectionId: connection.id,
    holder: { mode: connection.mode, ...principal },
    url: connection.url.href,
  }
  const asksNobody = connection.inputs.length === 0 && connection.signIn === 'none'
  const opened = asksNobody ? null : await openFresh(database(), { ...place, serverId: connection.serverId })
  if (opened?.state === 'rejected') return { ok: false, reason: 'rejected' }
  if (!opened && connection.signIn === 'required') return { ok: false, reason: 'missing' }
  const request = renderRequest(connection.url.href, connection.inputs, opened?.secret ?? null)
  if (!request.ok) return { ok: false, reason: opened ? 'incomplete' : 'missing' }
  const credential = opened && { id: opened.id, version: opened.version, isChecked: opened.state !== 'accepted' }
  const standsOn = nameStanding(connection, principal, credential)
  const mask = toMask(request.secrets)
  const { holder } = heldBy(place.holder)
  return {
    ok: true,
    upstream: {
      connection,
      holder,
      standsOn,
      sentAs: nameToken(standsOn, opened),
      credential,
      request,
      mask,
      principal,
      renew: renewal(place, connection, opened),
    },
  }
}

type Place = Omit<Stale, 'stale'> & { url: string }
type Opened = Awaited<ReturnType<typeof openFresh>>

function renewal(place: Omit<Place, 'serverId'>, { serverId }: Connected, opened: Opened): Upstream['renew'] {
  if (opened?.secret.kind !== 'oauth') return null
  const stale = { ...place, serverId, stale: opened.secret.accessToken }
  return () => renewTokens(database(), stale)
}

function nameStanding({ id }: Connected, principal: KeyPrincipal, credential: Upstream['credential']): string {
  if (credential) return `${credential.id}@${credential.version}`
  return `${id}/${principal.personId}/${principal.proof}`
}

function nameToken(standsOn: string, opened: Opened): string {
  if (opened?.secret.kind !== 'oauth') return standsOn
  return `${standsOn}/${Buffer.from(hashToken(opened.secret.accessToken)).toString('hex')}`
}

function nameOf({ id, mode }: Connected, principal: KeyPrincipal): string {
  const { holder, proof } = heldBy({ mode, ...principal })
  return [id, holder, proof].join('/')
}
