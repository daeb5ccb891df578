import type { Tokens } from '../auth.ts'
import type { Region } from '../data/types.ts'
import { type HttpRequest, jsonReply, type Reply, toPathname } from '../reply.ts'
import { answerAuthorize } from './authorize.ts'
import { createClients } from './clients.ts'
import { createGrants } from './grants.ts'
import { toMetadata } from './metadata.ts'
import { answerToken } from './token.ts'

export interface OAuthOptions {
  region: Region
  tokens: Tokens
  /** The address of this host, known once it listens. */
  origin(): string
  workspaceIds(): readonly string[]
  /** Besides loopback: origins whose redirect addresses may be registered. */
  allowedRedirectOrigins: readonly string[]
}

export interface OAuth {
  /** Null for a path that is none of its own. */
  route(request: HttpRequest): Reply | null
}

export function createOAuth({ region, tokens, origin, workspaceIds, allowedRedirectOrigins }: OAuthOptions): OAuth {
  const clients = createClients(allowedRedirectOrigins)
  const grants = createGrants(region, tokens)
  return {
    route(request) {
      switch (`${request.method} ${toPathname(request.path)}`) {
        case 'GET /.well-known/oauth-authorization-server':
          return jsonReply(200, toMetadata(origin()))
        case 'POST /register':
          return clients.register(origin(), request)
        case 'GET /authorize':
        case 'POST /authorize':
          return answerAuthorize({ clients, grants, workspaceIds }, request)
        case 'POST /token':
          return answerToken({ clients, grants }, request)
        default:
          return null
      }
    },
  }
}
