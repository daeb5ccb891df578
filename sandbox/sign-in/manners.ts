/** What differs between vendors in how they sign people in. */
import type { Approval } from './grants.ts'

export interface Manners {
  vendor: string
  paths: { authorize: string; token: string; register?: string; revoke?: string; whoIs?: string }
  /** Registers none of those it does not know: it says so, and whom to ask. */
  refusesClients?: boolean
  /** What the metadata says besides what all of them say. */
  metadata: Readonly<Record<string, unknown>>
  separator: ' ' | ','
  /** Named to people on the page where they agree, who may leave some out. None: there is nothing to choose. */
  scopes: readonly string[]
  accountWord: string
  /** Whom a person may sign in as. */
  accounts(): readonly string[]
  lifetimeSeconds: number
  tokenType: string
  /** Only who asks for it (`access_type=offline`, `prompt=consent`) gets a refresh token, and keeps it; else all do, a new one each time. */
  keepsRefreshToken: boolean
  /** How a refusal of tokens is told with a status of 200, by those who do so. */
  refuses?: (refusal: Readonly<Record<string, unknown>>) => unknown
  /** Tokens in the vendor’s own form. */
  toAnswer?: (tokens: Readonly<Record<string, unknown>>, approval: Approval) => unknown
}

/** Who takes the access tokens. */
export interface Access {
  issue(approval: Approval, expiresAt: number): string
  /** Null for one that it did not issue. */
  find(token: string): { account: string } | null
  revoke(token: string): void
}
