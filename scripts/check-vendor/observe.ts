/** What is seen of a server, and of who signs people in to it: by name, as words in which a stand-in can equal the real one. */
import { env } from '#lib/env.ts'
import { isOutboundError } from '#lib/http/errors.ts'
import { safeFetch } from '#lib/http/safe-fetch.ts'
import { tryCredential } from '#lib/mcp/try-credential.ts'
import { type Discovered, discover } from '#lib/oauth/discover.ts'
import { register } from '#lib/oauth/register.ts'

export type Observed = Record<string, string>

/** `issuer`: what the catalog says. `registers`: asks to be registered, which leaves a client there. */
export type Look = { url: URL; issuer?: string | undefined; token?: string | undefined; registers: boolean }

const nowhere = 'http://localhost:3000/oauth/callback'

/** Throws `OutboundError` where the server does not answer at all. Never holds the token. */
export async function observe({ url, issuer, token, registers }: Look): Promise<Observed> {
  const { status, challenge } = await askWithout(url)
  const named = /resource_metadata="([^"]*)"/.exec(challenge)?.[1]
  const found = await discover(url, { named, issuer })
  const origins = { server: url.origin, issuer: found.ok ? new URL(found.metadata.issuer).origin : url.origin }
  return {
    'without a token': `${status}, ${withoutOrigins(challenge, origins)}`,
    ...(found.ok ? describeIssuer(found, origins) : { 'sign-in': found.message }),
    ...(found.ok && registers && { registration: await tryRegistration(found) }),
    ...(token !== undefined && (await tryToken(url, token))),
  }
}

async function askWithout(url: URL): Promise<{ status: number; challenge: string }> {
  const headers = { accept: 'application/json, text/event-stream', 'content-type': 'application/json' }
  const clientInfo = { name: 'jetway-check', version: '1' }
  const params = { protocolVersion: '2025-11-25', capabilities: {}, clientInfo }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'initialize', params })
  const limits = { policy: policy(), timeoutMs: 15_000, responseBytesMax: 100_000 }
  const answer = await safeFetch(url, { method: 'POST', headers, body }, limits)
  await answer.body?.cancel()
  return { status: answer.status, challenge: answer.headers.get('www-authenticate') ?? 'no challenge' }
}

function describeIssuer({ metadata, resource }: Discovered, origins: Record<string, string>): Observed {
  const yes = (there: unknown) => (there ? 'yes' : 'no')
  const list = (items: readonly string[] | undefined) => items?.toSorted().join(' ') ?? 'not said'
  const isElsewhere = new URL(metadata.issuer).origin !== origins.server
  return {
    'says what tokens are for': resource === null ? 'no' : withoutOrigins(resource, origins),
    'signs people in at an address of its own': yes(isElsewhere),
    'registers clients': yes(metadata.registration_endpoint),
    'takes a document for a client': yes(metadata.client_id_metadata_document_supported),
    'takes tokens back': yes(metadata.revocation_endpoint),
    'says who answers (iss)': yes(metadata.authorization_response_iss_parameter_supported),
    'proofs of who began': list(metadata.code_challenge_methods_supported?.filter((method) => method === 'S256')),
    'how clients prove themselves': list(metadata.token_endpoint_auth_methods_supported),
  }
}

async function tryRegistration({ metadata }: Discovered): Promise<string> {
  const answer = await register(metadata, { redirectUri: nowhere, documentUrl: null })
  return answer.ok ? `registers ${nowhere}` : `${answer.message}${answer.said ? ` “${answer.said}”` : ''}`
}

async function tryToken(url: URL, token: string): Promise<Observed> {
  const tried = await tryCredential(url.href, { authorization: `Bearer ${token}` }, { policy: policy() })
  if (!tried.ok) return { 'with the token': tried.message }
  const names = tried.tools.map(({ name }) => name).toSorted()
  return { 'with the token': `MCP ${tried.mcpVersion}`, tools: names.join(' ') }
}

function withoutOrigins(text: string, origins: Record<string, string>): string {
  return Object.entries(origins).reduce((said, [name, origin]) => said.replaceAll(origin, `<${name}>`), text)
}

function policy() {
  return { allowNetworks: env().JETWAY_ALLOW_NETWORKS }
}

/** A sentence for what kept a server from being seen. */
export function sayUnseen(error: unknown): string {
  if (!isOutboundError(error)) throw error
  return [error.message, error.advice].filter(Boolean).join(' ')
}
