/**
 * Token answers as issuers give them that were there before the standard: an error with 200, the token one level down, a kind of
 * token of their own; and registrations that lack what the standard demands. They are brought into the standard's form (RFC 6749 5,
 * RFC 7591 3.2) before the library reads them.
 */
import { allowInsecureRequests, customFetch } from 'oauth4webapi'
import { guardedFetch } from './guarded-fetch.ts'

type Json = Record<string, unknown>

async function fetchTokens(url: string, options: Parameters<typeof guardedFetch>[1]): Promise<Response> {
  const answer = await guardedFetch(url, options)
  const text = await answer.text()
  const { status, headers } = answer
  const body = readObject(text)
  if (!body) return new Response(text || null, { status, headers })
  const read = toStandard(body)
  const isError = status < 400 && typeof read.error === 'string' && read.access_token === undefined
  const plain = new Headers({ 'content-type': 'application/json' })
  return new Response(JSON.stringify(read), {
    status: isError ? 400 : status === 201 ? 200 : status,
    headers: status < 400 ? plain : headers,
  })
}

/** For the library's calls of the token endpoint. */
export const guardedTokens = { [customFetch]: fetchTokens, [allowInsecureRequests]: true } as const

/**
 * A client as issuers give it: some say OK for Created, and leave out when a secret ends that does not (RFC 7591 3.2.1 demands
 * both).
 */
async function fetchRegistration(url: string, options: Parameters<typeof guardedFetch>[1]): Promise<Response> {
  const answer = await guardedFetch(url, options)
  const text = await answer.text()
  const { status, headers } = answer
  const body = readObject(text)
  if (status >= 400 || !isText(body?.client_id)) return new Response(text || null, { status, headers })
  const known = isText(body.client_secret) ? { client_secret_expires_at: 0, ...body } : body
  return Response.json(known, { status: 201 })
}

/** For the library's calls of the registration endpoint. */
export const guardedRegistration = { [customFetch]: fetchRegistration, [allowInsecureRequests]: true } as const

/** An access token that stands in a member of its own goes up, with what stands beside it, and who it was. */
function toStandard(body: Json): Json {
  const inner = body.access_token === undefined ? Object.values(body).find(holdsToken) : undefined
  const merged: Json = { ...body, ...inner }
  const { team } = body
  if (isObject(team) && typeof team.name === 'string' && merged.account === undefined) merged.account = team.name
  // Only these are told apart (RFC 6750, RFC 9449); any other word is a bearer token by another name.
  const isKnown = isText(merged.token_type) && /^(?:bearer|dpop)$/i.test(merged.token_type)
  if (isText(merged.access_token) && !isKnown) merged.token_type = 'bearer'
  if (typeof merged.expires_in === 'string' && /^\d+$/.test(merged.expires_in))
    merged.expires_in = Number(merged.expires_in)
  if (typeof merged.scope !== 'string') delete merged.scope
  if (!isText(merged.refresh_token)) delete merged.refresh_token
  return merged
}

/** That says something. */
function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function holdsToken(value: unknown): value is Json {
  return isObject(value) && isText(value.access_token)
}

function readObject(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) ? value : null
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
