/**
 * Slack's server as it is known: a client that somebody has made by hand, with a secret in the body; commas between scopes; a token
 * answer and errors of its own form; user tokens as a header too, and bot tokens refused.
 */
import type { Manners } from '../sign-in/manners.ts'
import { createTokens } from '../sign-in/tokens.ts'
import { startVendor, type VendorOptions, type VendorServer } from '../vendor/start-vendor.ts'
import { slackTools } from './tools.ts'
import { createWorkspace, type Workspace, workspaceNames } from './workspace.ts'

const scopes = [
  'search:read.public',
  'search:read.private',
  'search:read.users',
  'chat:write',
  'channels:history',
  'canvases:read',
  'canvases:write',
  'users:read',
]

export function startSlack(options: VendorOptions = {}): Promise<VendorServer> {
  const workspaces = new Map<string, Workspace>()
  return startVendor<Workspace>(
    {
      name: 'slack',
      path: '/mcp',
      manners,
      ownClient: { id: '1234567890.0987654321', secret: 'sandbox-slack-client-secret', name: 'Jetway' },
      signsInElsewhere: false,
      tokens: createTokens('xoxe.xoxp-1-'),
      handPrefix: 'xoxp-',
      tools: slackTools,
      dataOf(account) {
        const workspace = workspaces.get(account) ?? createWorkspace(account)
        workspaces.set(account, workspace)
        return workspace
      },
      toResource: (origin) => origin,
      unauthorized: (token) => ({ ok: false, error: token === undefined ? 'missing_token' : 'invalid_auth' }),
      refuseKind: (token) => (token.startsWith('xoxb-') ? { code: -32_001, message: 'invalid_token_type' } : null),
    },
    options,
  )
}

const manners: Manners = {
  vendor: 'Slack',
  paths: { authorize: '/oauth/v2_user/authorize', token: '/api/oauth.v2.user.access' },
  metadata: { token_endpoint_auth_methods_supported: ['client_secret_post'] },
  separator: ',',
  scopes,
  accountWord: 'workspace',
  accounts: () => workspaceNames,
  lifetimeSeconds: 43_200,
  tokenType: 'user',
  keepsRefreshToken: false,
  refuses: ({ error }) => ({ ok: false, error }),
  toAnswer(answer, { account }) {
    const { id, name, self } = createWorkspace(account)
    return { ok: true, app_id: 'A0SANDBOX', team: { id, name }, authed_user: { id: self.id, ...answer } }
  },
}
