/**
 * Who signs people in to a server. In the order that real servers need: what its 401 names, both well-known places of RFC 9728,
 * metadata of an authorization server at the address's own origin (RFC 8414, OpenID Connect), and what the catalog says.
 * Must stay true: an issuer is who it says it is, a document about a server is about this one, and every address that any of
 * them names passes the outbound guard before anybody is sent there.
 */
import { processDiscoveryResponse } from 'oauth4webapi'
import { env } from '#lib/env.ts'
import { checkUrl } from '#lib/http/check-url.ts'
import { isOutboundError } from '#lib/http/errors.ts'
import { guardedFetch } from './guarded-fetch.ts'
import { type IssuerMetadata, issuerMetadata, resourceMetadata } from './schema.ts'

/** `resource`: what tokens are to be for, where the server says so. */
export type Discovered = { metadata: IssuerMetadata; resource: string | null; scopes: string[] }
export type Discovery = ({ ok: true } & Discovered) | { ok: false; message: string }

/** `named`: the `resource_metadata` of its challenge. `issuer`: what the catalog says. */
type Hints = { named?: string | undefined; issuer?: string | undefined }

/** Never throws for what others answer; a sentence says what was missing. */
export async function discover(address: URL, { named, issuer }: Hints): Promise<Discovery> {
  const published = await findResource(address, named)
  const issuers = published ? published.issuers : [address.origin]
  const problems: string[] = []
  for (const one of new Set([...issuers, ...(issuer ? [issuer] : [])])) {
    const found = await findIssuer(one)
    if (found.ok)
      return {
        ok: true,
        metadata: found.metadata,
        resource: published?.resource ?? null,
        scopes: published?.scopes ?? found.metadata.scopes_supported ?? [],
      }
    problems.push(found.message)
  }
  return { ok: false, message: problems[0] ?? `${address.host} does not say who signs people in.` }
}

async function findResource(address: URL, named: string | undefined) {
  const path = address.pathname === '/' ? '' : address.pathname
  const wellKnown = `${address.origin}/.well-known/oauth-protected-resource`
  for (const place of new Set([...(named ? [named] : []), wellKnown + path, wellKnown])) {
    const { data } = resourceMetadata.safeParse(await readJson(place))
    if (!data || !covers(data.resource, address)) continue
    return { resource: data.resource, issuers: data.authorization_servers, scopes: data.scopes_supported }
  }
  return null
}

/** The address itself, a parent path of it, or its origin. Never another origin. */
function covers(resource: string, address: URL): boolean {
  const url = URL.parse(resource)
  if (!url || url.origin !== address.origin || url.search !== '' || url.hash !== '') return false
  const [parent, path] = [url.pathname, address.pathname].map((one) => (one.endsWith('/') ? one : `${one}/`))
  return path?.startsWith(parent ?? '/') ?? false
}

type Found = { ok: true; metadata: IssuerMetadata } | { ok: false; message: string }

async function findIssuer(issuer: string): Promise<Found> {
  const url = URL.parse(issuer)
  if (!url || !isCallable(issuer))
    return { ok: false, message: 'The issuer that the server names is at an address that Jetway does not call.' }
  let problem = `${url.host} does not publish how to sign in there.`
  for (const place of placesOf(url)) {
    const answer = await ask(place)
    if (answer?.status !== 200) continue
    try {
      const read = await processDiscoveryResponse(url, answer)
      const { data } = issuerMetadata.safeParse(read)
      const wrong = data ? findProblem(data) : `${url.host} does not say where to sign in.`
      if (data && !wrong) return { ok: true, metadata: data }
      problem = wrong ?? problem
    } catch {
      problem = `${url.host} publishes a sign-in that is not its own, or cannot be read.`
    }
  }
  return { ok: false, message: problem }
}

/** RFC 8414 3.1 and OpenID Connect Discovery 4, each with the path of the issuer. */
function placesOf({ origin, pathname }: URL): string[] {
  const path = pathname === '/' ? '' : pathname.replace(/\/$/, '')
  const forms = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}/.well-known/openid-configuration${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
  ]
  return [...new Set(forms)]
}

function findProblem(metadata: IssuerMetadata): string | null {
  const { authorization_endpoint, token_endpoint, registration_endpoint, revocation_endpoint, userinfo_endpoint } =
    metadata
  const named = [authorization_endpoint, token_endpoint, registration_endpoint, revocation_endpoint, userinfo_endpoint]
  if (named.some((url) => url !== undefined && !isCallable(url)))
    return 'The issuer names an address that Jetway does not call.'
  // MCP has clients refuse an issuer that does not say so.
  if (!metadata.code_challenge_methods_supported?.includes('S256')) return 'The issuer does not offer PKCE with S256.'
  return null
}

function isCallable(url: string): boolean {
  return checkUrl(url, { allowNetworks: env().JETWAY_ALLOW_NETWORKS }).ok
}

async function ask(place: string): Promise<Response | null> {
  try {
    return await guardedFetch(place, { headers: { accept: 'application/json' } })
  } catch (error) {
    if (isOutboundError(error)) return null
    throw error
  }
}

async function readJson(place: string): Promise<unknown> {
  const answer = await ask(place)
  if (answer?.status !== 200) return void (await answer?.body?.cancel())
  return answer.json().catch(() => undefined)
}
