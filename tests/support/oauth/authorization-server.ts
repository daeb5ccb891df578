/**
 * An MCP server and who signs people in to it, at one origin or two: a real authorization server library, behaving as vendors'
 * do. Whoever comes to sign in is `account`, and agrees unless `denies`.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'

/**
 * `standard`: RFC 9728 and registration. `intercom`: metadata at the server's own origin only, registration against a list.
 * `slack`: no registration, a secret in the body, commas between scopes, a token answer of its own.
 */
export type Flavour = 'standard' | 'intercom' | 'slack'

export type SignInServer = {
  origin: string
  url: string
  account: string
  denies: boolean
  /** Tokens that were given, by their kind, and how often somebody asked for some. */
  asked: { code: number; refresh: number; itself: number; revoked: number }
  /** Ends every access token at once; refresh tokens go on. */
  expireTokens: () => void
  /** Ends every refresh token. */
  endGrants: () => void
  isDown: boolean
  /** Called for each refresh before it is done, and before it is answered; who asked may be gone by then. */
  beforeRefresh: () => Promise<void>
  beforeRefreshed: () => Promise<void>
  calls: string[]
  close: () => Promise<void>
}

export const ownClient = { client_id: 'made-by-an-admin', client_secret: 'a-secret-of-an-admin-0123456789' }

type Options = { flavour?: Flavour; redirectUri: string; accessSeconds?: number }

export async function startSignInServer(options: Options): Promise<SignInServer> {
  const { flavour = 'standard' } = options
  const http = createServer((req, res) => void answer(req, res))
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`
  const ended = { access: new Set<string>(), refresh: false }
  const provider = new Provider(origin, configure(options, origin))
  const handle = provider.callback()
  const server: SignInServer = {
    origin,
    url: `${origin}/mcp`,
    account: 'ada@example.test',
    denies: false,
    asked: { code: 0, refresh: 0, itself: 0, revoked: 0 },
    expireTokens: () => {
      generation += 1
    },
    endGrants: () => {
      ended.refresh = true
    },
    isDown: false,
    beforeRefresh: async () => {},
    beforeRefreshed: async () => {},
    calls: [],
    close: () => {
      http.closeAllConnections()
      return new Promise((resolve) => http.close(() => resolve()))
    },
  }
  let generation = 0
  const born = new Map<string, number>()

  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const path = new URL(req.url ?? '/', origin).pathname
    if (server.isDown) return void res.writeHead(503).end()
    if (path === '/mcp') return answerMcp(req, res)
    if (path.startsWith('/.well-known/oauth-protected-resource')) return answerResource(res)
    if (path.startsWith('/interaction/')) return interact(req, res)
    if (path === '/reg' && flavour === 'intercom' && !req.headers['x-listed']) return refuseRegistration(res)
    if (path === '/token' && req.method === 'POST' && !req.headers['x-inner']) return answerToken(req, res)
    if (path === '/token/revocation') server.asked.revoked += 1
    if (path === '/auth' && flavour === 'slack') req.url = req.url?.replaceAll('%2C', '+')
    await handle(req, res)
  }

  function answerResource(res: ServerResponse): void {
    if (flavour === 'intercom') return void res.writeHead(404).end()
    const resource = flavour === 'slack' ? origin : `${origin}/mcp`
    sendJson(res, 200, { resource, authorization_servers: [origin], scopes_supported: ['read', 'write'] })
  }

  /** Passes what the library answers on, in the vendor's own form. */
  async function answerToken(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await textOf(req)
    const isRefresh = body.includes('grant_type=refresh_token')
    const isItself = body.includes('grant_type=client_credentials')
    server.asked[isRefresh ? 'refresh' : isItself ? 'itself' : 'code'] += 1
    if (isRefresh) await server.beforeRefresh()
    if (res.destroyed) return
    if (isRefresh && ended.refresh) return sendJson(res, 400, { error: 'invalid_grant' })
    const headers = { 'content-type': 'application/x-www-form-urlencoded', 'x-inner': '1', ...authorizationOf(req) }
    const given = await fetch(`${origin}/token`, { method: 'POST', headers, body })
    const json: Record<string, unknown> = JSON.parse(await given.text())
    if (typeof json.access_token === 'string') born.set(json.access_token, generation)
    if (isRefresh) await server.beforeRefreshed()
    if (flavour !== 'slack') return sendJson(res, given.status, json)
    const { access_token, refresh_token, expires_in, scope, error } = json
    if (error) return sendJson(res, 200, { ok: false, error })
    const authed_user = {
      id: 'U1',
      access_token,
      refresh_token,
      expires_in,
      scope: String(scope).replaceAll(' ', ','),
      token_type: 'user',
    }
    sendJson(res, 200, {
      ok: true,
      app_id: 'A1',
      team: { id: 'T1', name: `Workspace of ${server.account}` },
      authed_user,
    })
  }

  async function interact(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { prompt, params, session, grantId } = await provider.interactionDetails(req, res)
    if (server.denies) {
      const refused = { error: 'access_denied', error_description: 'The person said no.' }
      return provider.interactionFinished(req, res, refused, { mergeWithLastSubmission: false })
    }
    if (prompt.name === 'login')
      return provider.interactionFinished(
        req,
        res,
        { login: { accountId: server.account } },
        { mergeWithLastSubmission: false },
      )
    const known = grantId ? await provider.Grant.find(grantId) : undefined
    const grant = known ?? new provider.Grant({ accountId: session?.accountId, clientId: String(params.client_id) })
    grant.addOIDCScope(String(params.scope ?? ''))
    grant.addResourceScope(String(params.resource ?? `${origin}/mcp`), 'read write')
    grant.addOIDCClaims(['email'])
    const consent = { grantId: await grant.save() }
    await provider.interactionFinished(req, res, { consent }, { mergeWithLastSubmission: true })
  }

  async function answerMcp(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const body = await textOf(req)
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? ''
    const known =
      token === ''
        ? undefined
        : ((await provider.AccessToken.find(token)) ?? (await provider.ClientCredentials.find(token)))
    const who = known && 'accountId' in known ? known.accountId : known?.clientId
    if (!known || known.isExpired || born.get(token) !== generation) return challenge(res)
    const { id, method, params } = JSON.parse(body || '{}')
    if (id === undefined) return void res.writeHead(202).end()
    const opened = {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'desk', version: '1' },
    }
    const tools = [{ name: 'whoami', description: 'Who is signed in', inputSchema: { type: 'object' } }]
    if (method === 'tools/call') server.calls.push(token)
    if (method === 'tools/call' && params?.arguments?.write && !known.scopes.has('write')) return lacks(res)
    const said = { content: [{ type: 'text', text: `You are ${who}` }] }
    sendJson(res, 200, {
      jsonrpc: '2.0',
      id,
      result: method === 'initialize' ? opened : method === 'tools/list' ? { tools } : said,
    })
  }

  function challenge(res: ServerResponse): void {
    const named =
      flavour === 'intercom' ? 'realm="OAuth"' : `resource_metadata="${origin}/.well-known/oauth-protected-resource"`
    res.writeHead(401, { 'www-authenticate': `Bearer ${named}, error="invalid_token"` }).end()
  }
  return server
}

function lacks(res: ServerResponse): void {
  res.writeHead(403, { 'www-authenticate': 'Bearer error="insufficient_scope", scope="write"' }).end()
}

function refuseRegistration(res: ServerResponse): void {
  const error_description = 'Redirect URI is not in the allowlist, reach out to Customer Support'
  sendJson(res, 400, { error: 'invalid_redirect_uri', error_description })
}

function configure({ flavour, redirectUri, accessSeconds = 3600 }: Options, origin: string): Configuration {
  const methods =
    flavour === 'slack'
      ? (['client_secret_post'] as const)
      : (['none', 'client_secret_basic', 'client_secret_post'] as const)
  return {
    clients: [
      {
        ...ownClient,
        redirect_uris: [redirectUri],
        grant_types: ['authorization_code', 'refresh_token', 'client_credentials'],
        token_endpoint_auth_method: flavour === 'slack' ? 'client_secret_post' : 'client_secret_basic',
      },
    ],
    clientAuthMethods: [...methods],
    conformIdTokenClaims: false,
    scopes: ['openid', 'email', 'offline_access', 'read', 'write'],
    claims: { openid: ['sub'], email: ['email'] },
    features: {
      devInteractions: { enabled: false },
      registration: { enabled: flavour !== 'slack' },
      revocation: { enabled: true },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => `${origin}/mcp`,
        useGrantedResource: () => true,
        getResourceServerInfo: () => ({ scope: 'read write', audience: origin, accessTokenFormat: 'opaque' }),
      },
    },
    findAccount: (_ctx, id) => ({ accountId: id, claims: () => ({ sub: id, email: id }) }),
    interactions: { url: (_ctx, { uid }) => `/interaction/${uid}` },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    ttl: {
      AccessToken: accessSeconds,
      AuthorizationCode: 60,
      RefreshToken: 86_400,
      Grant: 86_400,
      Session: 86_400,
      Interaction: 600,
    },
    cookies: { keys: ['only-for-tests'] },
    pkce: { required: () => true },
  }
}

function authorizationOf(req: IncomingMessage): Record<string, string> {
  return req.headers.authorization ? { authorization: req.headers.authorization } : {}
}

async function textOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of req) chunks.push(chunk)
  return Buffer.concat(chunks).toString()
}

function sendJson(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
