/** Access tokens, and the 401 answers to requests without a good one. A token belongs to one workspace of one region. */

import { createHash } from 'node:crypto'
import { jsonReply, type Reply } from '../web/reply.ts'
import type { Region } from './data/types.ts'

export const permissions = [
  'read_users_and_companies',
  'read_conversations',
  'write_conversations',
  'articles',
] as const
export type Permission = (typeof permissions)[number]

export interface Grant {
  token: string
  workspaceId: string
  region: Region
  permissions: ReadonlySet<Permission>
  /** Which of the workspace's teammates allowed the connection. */
  adminIndex: number
  /** Milliseconds since 1970; null for a token without an end. */
  expiresAt: number | null
}

export interface TokenRequest {
  workspaceId: string
  region: Region
  permissions: readonly Permission[]
  adminIndex?: number
  /** Without it, one is made from the workspace and the number of tokens so far. */
  token?: string
  expiresAt?: number
}

export interface Tokens {
  issue(request: TokenRequest): string
  find(token: string): Grant | undefined
  revoke(token: string): void
  expire(token: string): void
}

export function createTokens(): Tokens {
  const grants = new Map<string, Grant>()
  let issued = 0
  return {
    issue({ workspaceId, region, permissions: granted, adminIndex = 0, token: given, expiresAt }) {
      if (given === undefined) issued += 1
      const token = given ?? toToken(`${region}/${workspaceId}/${issued}`)
      grants.set(token, {
        token,
        workspaceId,
        region,
        adminIndex,
        permissions: new Set(granted),
        expiresAt: expiresAt ?? null,
      })
      return token
    },
    find: (token) => grants.get(token),
    revoke: (token) => void grants.delete(token),
    expire(token) {
      const grant = grants.get(token)
      if (grant) grant.expiresAt = 0
    },
  }
}

/** Looks like a token of Intercom's Developer Hub: `tok:`, five groups, a version, all in base64. */
function toToken(subject: string): string {
  const digest = createHash('sha256').update(`intercom stand-in ${subject}`).digest('hex')
  const groups = [
    digest.slice(0, 8),
    digest.slice(8, 12),
    digest.slice(12, 16),
    digest.slice(16, 20),
    digest.slice(20, 32),
  ]
  return Buffer.from(`tok:${groups.join('_')}:1:0`).toString('base64')
}

export function authorize(tokens: Tokens, region: Region, header: string | undefined): Grant | Reply {
  if (!header?.startsWith('Bearer ')) {
    const description = 'Missing or invalid access token'
    return toUnauthorized(description, `, error_description="${description}"`)
  }
  const grant = tokens.find(header.slice('Bearer '.length).trim())
  if (grant?.region !== region) return toUnauthorized('Invalid access token')
  return grant.expiresAt !== null && grant.expiresAt <= Date.now() ? toUnauthorized('Access token expired') : grant
}

function toUnauthorized(description: string, challengeDetail = ''): Reply {
  return jsonReply(
    401,
    { error: 'invalid_token', error_description: description },
    { 'www-authenticate': `Bearer realm="OAuth", error="invalid_token"${challengeDetail}` },
  )
}
