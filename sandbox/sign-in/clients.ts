import { randomBytes } from 'node:crypto'
import { isRecord, isTextList } from '../web/json.ts'
import { type HttpRequest, jsonReply, type Reply } from '../web/reply.ts'

const authMethods = ['client_secret_basic', 'client_secret_post', 'none']

export interface Client {
  id: string
  /** Null for a public client. */
  secret: string | null
  name: string
  allows(redirectUri: string): boolean
}

/** One that somebody has made at the vendor by hand. */
export interface OwnClient {
  id: string
  secret: string
  name: string
}

/** The clients of one host. Redirect addresses are checked against an allowlist, as Intercom does. */
export interface Clients {
  find(id: string): Client | undefined
  register(origin: string, request: HttpRequest): Reply
}

/** `vendor`: whom to ask for more. */
export interface ClientOptions {
  vendor: string
  own?: OwnClient | undefined
  refusesClients?: boolean | undefined
  allowedRedirectOrigins: readonly string[]
}

export function createClients({ vendor, own, refusesClients, allowedRedirectOrigins }: ClientOptions): Clients {
  const clients = new Map<string, Client>()
  const isAllowed = (uri: string) => isAllowedRedirect(uri, allowedRedirectOrigins)
  if (own) clients.set(own.id, { ...own, allows: isAllowed })
  return {
    find: (id) => clients.get(id),
    register(origin, { body }) {
      const input = isRecord(body.json) ? body.json : {}
      const redirectUris = isTextList(input.redirect_uris) ? input.redirect_uris : []
      if (redirectUris.length === 0) return refuse('invalid_client_metadata', 'At least one redirect URI is required')
      const stranger = redirectUris.find((uri) => refusesClients || !isAllowed(uri))
      if (stranger !== undefined) {
        const advice = `reach out to ${vendor} Customer Support if you believe we should support it`
        return refuse('invalid_redirect_uri', `Redirect URI ${stranger} is not in the allowlist, ${advice}`)
      }
      const method = String(input.token_endpoint_auth_method ?? 'client_secret_basic')
      if (!authMethods.includes(method)) return refuse('invalid_client_metadata', 'Unknown token_endpoint_auth_method')
      const client = createClient(typeof input.client_name === 'string' ? input.client_name : '', redirectUris, method)
      clients.set(client.id, client)
      return jsonReply(201, describeClient(client, { method, origin, redirectUris }))
    },
  }
}

function refuse(error: string, description: string): Reply {
  return jsonReply(400, { error, error_description: description })
}

function isAllowedRedirect(uri: string, allowedOrigins: readonly string[]): boolean {
  if (!URL.canParse(uri)) return false
  const { protocol, hostname, origin } = new URL(uri)
  const isLoopback = ['127.0.0.1', 'localhost', '[::1]'].includes(hostname)
  return (protocol === 'http:' && isLoopback) || allowedOrigins.includes(origin)
}

function createClient(name: string, redirectUris: readonly string[], method: string): Client {
  const id = randomBytes(8).toString('hex')
  const secret = method === 'none' ? null : randomBytes(16).toString('hex')
  return { id, secret, name, allows: (uri) => redirectUris.includes(uri) }
}

type Registration = { method: string; origin: string; redirectUris: readonly string[] }

function describeClient(client: Client, { method, origin, redirectUris }: Registration): Record<string, unknown> {
  return {
    client_id: client.id,
    redirect_uris: redirectUris,
    client_name: client.name,
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    token_endpoint_auth_method: method,
    registration_client_uri: `${origin}/register/${client.id}`,
    client_id_issued_at: Math.floor(Date.now() / 1_000),
    ...(client.secret === null ? {} : { client_secret: client.secret }),
  }
}
