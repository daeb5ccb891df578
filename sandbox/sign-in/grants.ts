import { randomBytes } from 'node:crypto'
import { isTextList } from '../web/json.ts'
import type { Access, Manners } from './manners.ts'
import { seal, unseal } from './sealed.ts'

export interface Approval {
  clientId: string
  redirectUri: string
  codeChallenge: string
  account: string
  scopes: readonly string[]
  /** Asked for access while the person is away. */
  isOffline: boolean
}

/** What people have approved: codes that work once, and refresh tokens. */
export interface Grants {
  createCode(approval: Approval): string
  takeCode(code: string): Approval | undefined
  /** Undefined for another client's, and for one that has been replaced. */
  refresh(clientId: string, token: string): Approval | undefined
  issue(approval: Approval, refreshToken?: string): unknown
  /** Nothing happens to a token that another client was given, or that no client was. */
  revoke(clientId: string, token: string): void
  /** No refresh token that there is counts any more. */
  endAll(): void
}

export function createGrants(manners: Manners, access: Access): Grants {
  const codes = new Map<string, Approval>()
  const spent = new Set<string>()
  const given = new Map<string, Approval>()
  let generation = 0

  function findRefresh(clientId: string, token: string): Approval | undefined {
    const approval = spent.has(token) ? undefined : unsealApproval(token)
    return approval?.clientId === clientId && approval.generation === generation ? approval : undefined
  }

  function toRefreshToken(approval: Approval, old: string | undefined): string | undefined {
    if (manners.keepsRefreshToken)
      return old ?? (approval.isOffline ? seal(prefix, { ...approval, generation }) : undefined)
    return seal(prefix, { ...approval, generation })
  }

  return {
    createCode(approval) {
      const code = randomBytes(24).toString('base64url')
      codes.set(code, approval)
      return code
    },
    takeCode(code) {
      const approval = codes.get(code)
      codes.delete(code)
      return approval
    },
    refresh(clientId, token) {
      const approval = findRefresh(clientId, token)
      if (approval && !manners.keepsRefreshToken) spent.add(token)
      return approval
    },
    issue(approval, old) {
      const accessToken = access.issue(approval, Date.now() + manners.lifetimeSeconds * 1_000)
      given.set(accessToken, approval)
      const answer = {
        access_token: accessToken,
        token_type: manners.tokenType,
        expires_in: manners.lifetimeSeconds,
        refresh_token: toRefreshToken(approval, old),
        ...(approval.scopes.length > 0 && { scope: approval.scopes.join(manners.separator) }),
      }
      return manners.toAnswer?.(answer, approval) ?? answer
    },
    revoke(clientId, token) {
      if (findRefresh(clientId, token)) spent.add(token)
      if (given.get(token)?.clientId === clientId) access.revoke(token)
    },
    endAll() {
      generation += 1
    },
  }
}

const prefix = 'rt-'

function unsealApproval(token: string): (Approval & { generation: number }) | undefined {
  const read = unseal(prefix, token)
  if (!read || !isTextList(read.scopes)) return undefined
  return {
    clientId: String(read.clientId),
    redirectUri: String(read.redirectUri),
    codeChallenge: String(read.codeChallenge),
    account: String(read.account),
    scopes: read.scopes,
    isOffline: read.isOffline === true,
    generation: Number(read.generation),
  }
}
