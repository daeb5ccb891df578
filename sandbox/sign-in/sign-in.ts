import { type HttpRequest, jsonReply, type Reply, toPathname } from '../web/reply.ts'
import { answerAuthorize } from './authorize.ts'
import { createClients, type OwnClient } from './clients.ts'
import { createGrants, type Grants } from './grants.ts'
import type { Access, Manners } from './manners.ts'
import { answerRevocation, answerToken } from './token.ts'

export interface SignInOptions {
  manners: Manners
  access: Access
  /** The address of this host, known once it listens. */
  origin(): string
  /** Besides loopback: origins whose redirect addresses are allowed. */
  allowedRedirectOrigins: readonly string[]
  ownClient?: OwnClient
}

export interface SignIn {
  grants: Grants
  /** Null for a path that is none of its own. */
  route(request: HttpRequest): Reply | null
}

export function createSignIn({ manners, access, origin, allowedRedirectOrigins, ownClient }: SignInOptions): SignIn {
  const clients = createClients({
    vendor: manners.vendor,
    own: ownClient,
    refusesClients: manners.refusesClients,
    allowedRedirectOrigins,
  })
  const grants = createGrants(manners, access)
  const { authorize, token, register, revoke, whoIs } = manners.paths
  return {
    grants,
    route(request) {
      switch (`${request.method} ${toPathname(request.path)}`) {
        case 'GET /.well-known/oauth-authorization-server':
          return jsonReply(200, toMetadata(manners, origin()))
        case `POST ${register}`:
          return clients.register(origin(), request)
        case `GET ${authorize}`:
        case `POST ${authorize}`:
          return answerAuthorize({ manners, clients, grants }, request)
        case `POST ${token}`:
          return inManner(manners, answerToken({ clients, grants }, request))
        case `POST ${revoke}`:
          return answerRevocation({ clients, grants }, request)
        case `GET ${whoIs}`:
          return answerWho(access, request)
        default:
          return null
      }
    },
  }
}

/** Some vendors tell refusals as they tell successes. */
function inManner({ refuses }: Manners, reply: Reply): Reply {
  if (!refuses || reply.status < 400) return reply
  return jsonReply(200, refuses(JSON.parse(reply.body)))
}

function toMetadata({ paths, metadata, scopes }: Manners, origin: string): Record<string, unknown> {
  const at = (path: string | undefined) => (path === undefined ? undefined : origin + path)
  return {
    issuer: origin,
    authorization_endpoint: at(paths.authorize),
    token_endpoint: at(paths.token),
    registration_endpoint: at(paths.register),
    revocation_endpoint: at(paths.revoke),
    userinfo_endpoint: at(paths.whoIs),
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    ...(scopes.length > 0 && { scopes_supported: scopes }),
    ...metadata,
  }
}

function answerWho(access: Access, { headers }: HttpRequest): Reply {
  const found = access.find((headers.authorization ?? '').replace(/^Bearer /, ''))
  if (!found) return jsonReply(401, { error: 'invalid_token' }, { 'www-authenticate': 'Bearer error="invalid_token"' })
  return jsonReply(200, { sub: found.account, email: found.account })
}
