/**
 * Gmail's server as it is known: Google signs people in at an address of its own, with a client that somebody has made by hand;
 * people may leave permissions out; a refresh token comes only where offline access is asked for, and is kept.
 */
import type { Manners } from '../sign-in/manners.ts'
import { createTokens } from '../sign-in/tokens.ts'
import { startVendor, type VendorOptions, type VendorServer } from '../vendor/start-vendor.ts'
import { addresses, createMailbox, type Mailbox } from './mailbox.ts'
import { gmailTools, reads, writes } from './tools.ts'

export function startGmail(options: VendorOptions = {}): Promise<VendorServer> {
  const mailboxes = new Map<string, Mailbox>()
  return startVendor<Mailbox>(
    {
      name: 'gmail',
      path: '/mcp/v1',
      manners,
      ownClient: {
        id: '1234-sandbox.apps.googleusercontent.test',
        secret: 'sandbox-google-client-secret',
        name: 'Jetway',
      },
      signsInElsewhere: true,
      tokens: createTokens('ya29.'),
      handPrefix: 'ya29.',
      tools: gmailTools,
      dataOf(account) {
        const mailbox = mailboxes.get(account) ?? createMailbox(account)
        mailboxes.set(account, mailbox)
        return mailbox
      },
      toResource: (origin) => `${origin}/mcp/v1`,
      unauthorized: () => ({ error: { code: 401, status: 'UNAUTHENTICATED' } }),
    },
    options,
  )
}

const manners: Manners = {
  vendor: 'Google',
  paths: { authorize: '/o/oauth2/v2/auth', token: '/token', revoke: '/revoke', whoIs: '/v1/userinfo' },
  metadata: { token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'] },
  separator: ' ',
  scopes: [reads, writes, 'openid', 'email'],
  accountWord: 'account',
  accounts: () => addresses,
  lifetimeSeconds: 3_599,
  tokenType: 'Bearer',
  keepsRefreshToken: true,
}
