/** Intercom's metadata stands at its own origin alone; there is no protected resource metadata, and no scope to choose. */
import type { Access, Manners } from '../sign-in/manners.ts'
import { permissions, type Tokens } from './auth.ts'
import type { Region } from './data/types.ts'

export function intercomManners(workspaceIds: () => readonly string[]): Manners {
  return {
    vendor: 'Intercom',
    // Taking back has the address of tokens.
    paths: { authorize: '/authorize', token: '/token', register: '/register', revoke: '/token' },
    metadata: {
      response_modes_supported: ['query'],
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    },
    separator: ' ',
    scopes: [],
    accountWord: 'workspace',
    accounts: workspaceIds,
    lifetimeSeconds: 3_600,
    tokenType: 'bearer',
    keepsRefreshToken: false,
  }
}

export function intercomAccess(region: Region, tokens: Tokens): Access {
  return {
    issue: ({ account }, expiresAt) =>
      tokens.issue({ workspaceId: account, region, permissions, token: `at-${crypto.randomUUID()}`, expiresAt }),
    find(token) {
      const grant = tokens.find(token)
      return grant ? { account: grant.workspaceId } : null
    },
    revoke: tokens.revoke,
  }
}
