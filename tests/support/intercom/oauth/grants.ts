import { randomBytes } from 'node:crypto'
import { permissions, type Tokens } from '../auth.ts'
import type { Region } from '../data/types.ts'

export interface Approval {
  clientId: string
  redirectUri: string
  codeChallenge: string
  workspaceId: string
}

export interface TokenPair {
  access_token: string
  token_type: 'bearer'
  expires_in: number
  refresh_token: string
}

/** What people have approved: codes that work once, and refresh tokens that are replaced at every use. */
export interface Grants {
  createCode(approval: Approval): string
  takeCode(code: string): Approval | undefined
  takeRefreshToken(token: string): Approval | undefined
  findRefreshToken(token: string): Approval | undefined
  issue(approval: Approval): TokenPair
  /** Nothing happens to a token that another client was given, or that no client was. */
  revoke(clientId: string, token: string): void
}

const lifetimeSeconds = 3_600

export function createGrants(region: Region, tokens: Tokens): Grants {
  const codes = new Map<string, Approval>()
  const refreshTokens = new Map<string, Approval>()
  const accessTokens = new Map<string, Approval>()
  return {
    createCode(approval) {
      const code = toSecret()
      codes.set(code, approval)
      return code
    },
    takeCode: (code) => take(codes, code),
    takeRefreshToken: (token) => take(refreshTokens, token),
    findRefreshToken: (token) => refreshTokens.get(token),
    issue(approval) {
      const { workspaceId } = approval
      const expiresAt = Date.now() + lifetimeSeconds * 1_000
      const accessToken = tokens.issue({ workspaceId, region, permissions, token: toSecret(), expiresAt })
      accessTokens.set(accessToken, approval)
      const refreshToken = toSecret()
      refreshTokens.set(refreshToken, approval)
      return {
        access_token: accessToken,
        token_type: 'bearer',
        expires_in: lifetimeSeconds,
        refresh_token: refreshToken,
      }
    },
    revoke(clientId, token) {
      if (refreshTokens.get(token)?.clientId === clientId) refreshTokens.delete(token)
      if (accessTokens.get(token)?.clientId === clientId) tokens.revoke(token)
    },
  }
}

function take(approvals: Map<string, Approval>, key: string): Approval | undefined {
  const approval = approvals.get(key)
  approvals.delete(key)
  return approval
}

/** Three parts, as the real server's library writes them: user, grant, secret. */
function toSecret(): string {
  return [4, 8, 16].map((bytes) => randomBytes(bytes).toString('hex')).join(':')
}
