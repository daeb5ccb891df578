import { describe, expect, test } from 'vitest'
import { getConnectionToGive } from '#lib/auth-links/giving/get-connection-to-give.ts'
import { beginSignIn } from '#lib/auth-links/signing-in/begin-sign-in.ts'
import { finishSignIn } from '#lib/auth-links/signing-in/finish-sign-in.ts'
import { newToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { env } from '#lib/env.ts'
import { setUpOauth } from '#lib/servers/oauth/set-up-oauth.ts'
import { onboardServer } from '#lib/servers/onboarding/onboard-server.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { findInTables, spellingsOf } from '#tests/support/secrets/find-secrets.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'
import { confirming } from '#tests/support/verbs/confirming.ts'

const at = gatewayForThisFile()

type Documents = { challenge?: string; resource?: unknown; issuer?: unknown; redirectTo?: string }

const endpointsOf = (origin: string) => ({
  issuer: origin,
  authorization_endpoint: `${origin}/authorize`,
  token_endpoint: `${origin}/token`,
  code_challenge_methods_supported: ['S256'],
  token_endpoint_auth_methods_supported: ['client_secret_post'],
})

/** A server and its issuer at one origin, whose documents and token answers say whatever a test has them say. */
async function startEvil(say: (origin: string) => Documents = () => ({})) {
  const tokens: string[] = []
  const evil = {
    documents: {} as Documents,
    answer: (_form: URLSearchParams): [status: number, body: unknown] => [200, {}],
    /** Access tokens that the server takes. */
    taken: new Set<string>(),
    forms: [] as URLSearchParams[],
  }
  const heard = await listen((req, res, body) => {
    const path = req.url ?? ''
    const { challenge = 'Bearer', resource, issuer, redirectTo } = evil.documents
    if (path.startsWith('/.well-known/oauth-protected-resource'))
      return resource ? sendJson(res, 200, resource) : void res.writeHead(404).end()
    if (path.startsWith('/.well-known/')) {
      if (redirectTo) return void res.writeHead(302, { location: redirectTo }).end()
      return sendJson(res, 200, issuer ?? endpointsOf(heard.origin))
    }
    if (path === '/token') {
      const form = new URLSearchParams(body)
      evil.forms.push(form)
      return sendJson(res, ...evil.answer(form))
    }
    const token = /^Bearer (.+)$/.exec(req.headers.authorization ?? '')?.[1] ?? ''
    tokens.push(token)
    if (!evil.taken.has(token)) return void res.writeHead(401, { 'www-authenticate': challenge }).end()
    const { id, method } = JSON.parse(body)
    if (id === undefined) return void res.writeHead(202).end()
    const opened = {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 'e', version: '1' },
    }
    const said = { content: [{ type: 'text', text: 'done' }] }
    const listed = { tools: [{ name: 'any', inputSchema: { type: 'object' } }] }
    const result = method === 'initialize' ? opened : method === 'tools/list' ? listed : said
    sendJson(res, 200, { jsonrpc: '2.0', id, result })
  })
  evil.documents = say(heard.origin)
  return Object.assign(evil, { origin: heard.origin, url: `${heard.origin}/mcp` })
}

const ownSecret = newSecret()
const own = { clientId: 'ours', secret: { client: ownSecret } }

async function setUp(url: string) {
  const admin = await signedIn({ role: 'admin' })
  const server = await onboardServer(admin, { name: 'Evil', slug: 'evil', url })
  return { admin, server, setUp: () => setUpOauth(admin, { serverId: server.id, ...own }) }
}

const inside = 'http://169.254.169.254'
const names = (change: (origin: string) => object) => (origin: string) => ({
  issuer: { ...endpointsOf(origin), ...change(origin) },
})

const refused: [what: string, say: (origin: string) => Documents, message: RegExp][] = [
  ['an issuer inside', (origin) => ({ resource: { resource: origin, authorization_servers: [inside] } }), /not call/],
  [
    'an issuer by file',
    (origin) => ({ resource: { resource: origin, authorization_servers: ['file:///etc/passwd'] } }),
    /not call/,
  ],
  ['a document of another issuer', names(() => ({ issuer: 'https://accounts.example' })), /not its own/],
  ['a page that runs in the browser', names(() => ({ authorization_endpoint: 'javascript:alert(1)' })), /not call/],
  ['tokens inside', names(() => ({ token_endpoint: `${inside}/token` })), /not call/],
  ['registration inside', names(() => ({ registration_endpoint: `${inside}/register` })), /not call/],
  ['taking back inside', names(() => ({ revocation_endpoint: 'http://10.0.0.1/revoke' })), /not call/],
  ['who somebody is inside', names(() => ({ userinfo_endpoint: 'http://192.168.0.1/me' })), /not call/],
  ['no proof of who began', names(() => ({ code_challenge_methods_supported: ['plain'] })), /PKCE/],
  ['a way elsewhere instead of a document', () => ({ redirectTo: `${inside}/x` }), /does not publish/],
  ['a document without an end', names(() => ({ padding: 'x'.repeat(300_000) })), /cannot be read/],
  ['a document that is a list', () => ({ issuer: [] }), /cannot be read/],
]

describe('a server that names', () => {
  test.each(refused)('%s is not set up, and nothing is stored', async (_what, say, message) => {
    const evil = await startEvil(say)
    const { server, setUp: tried } = await setUp(evil.url)
    expect(await tried()).toMatchObject({ ok: false, message: expect.stringMatching(message) })
    expect(await database().oAuthClient.count({ where: { serverId: server.id } })).toBe(0)
    expect(evil.forms).toEqual([])
  })

  const passed: [what: string, say: (origin: string) => Documents][] = [
    ['its documents inside', () => ({ challenge: `Bearer resource_metadata="${inside}/latest/meta-data"` })],
    [
      'another server as its resource',
      () => ({ resource: { resource: 'https://bank.example', authorization_servers: [inside] } }),
    ],
  ]
  test.each(passed)('%s is looked up at its own origin alone', async (_what, say) => {
    const evil = await startEvil(say)
    const { server, setUp: tried } = await setUp(evil.url)
    expect(await tried()).toEqual({ ok: true, issuer: evil.origin })
    expect(await database().oAuthClient.findFirst({ where: { serverId: server.id } })).toMatchObject({ resource: null })
  })
})

/** Somebody has signed in there; what they were given is known to nobody else. */
async function connected() {
  const evil = await startEvil()
  const { admin, server, setUp: tried } = await setUp(evil.url)
  await tried()
  const { project } = await buildProject({ owner: admin })
  const connection = await buildConnection({ project, serverId: server.id, slug: 'evil' })
  const [access, refresh, code, browser] = [newSecret(), newSecret(), newSecret(), newToken()]
  evil.taken.add(access)
  const consent = async () => {
    const way = await beginSignIn(admin, { connectionId: connection.id }, browser)
    return new URLSearchParams({ code, state: way.searchParams.get('state') ?? '' })
  }
  const finish = (params: URLSearchParams) => finishSignIn([admin], { params, browser })
  const signIn = async () => {
    evil.answer = () => [200, { access_token: access, refresh_token: refresh, token_type: 'bearer', expires_in: 3600 }]
    return finish(await consent())
  }
  const { text } = await buildKey(project, { personId: admin.actor.personId })
  const call = async () => {
    const { body } = await post(`${at.gateway.url}/mcp/${project.slug}`, `Bearer ${text}`, toolCall('evil__any'))
    return textOf(body)
  }
  const shown = () => getConnectionToGive(admin, { project: project.slug, connection: connection.slug })
  return { evil, admin, server, access, refresh, code, consent, finish, signIn, call, shown }
}

describe('what somebody was given', () => {
  test('goes where the documents said when it was set up, whatever they say later', async () => {
    const { evil, consent, finish, signIn, call, access } = await connected()
    const thief = await startEvil()
    const params = await consent()
    evil.documents = { issuer: { ...endpointsOf(evil.origin), token_endpoint: `${thief.origin}/token` } }
    evil.answer = () => [400, { error: 'invalid_grant' }]
    expect(await finish(params)).toMatchObject({ end: 'refused' })
    expect(await signIn()).toMatchObject({ end: 'connected' })
    evil.taken.delete(access)
    await call()
    expect(evil.forms.map((form) => form.get('grant_type'))).toEqual([
      'authorization_code',
      'authorization_code',
      'refresh_token',
    ])
    expect(thief.forms).toEqual([])
  })

  test('is not told to another issuer that the sign-in is set up with anew; an admin is asked first', async () => {
    const { evil, admin, server, signIn, call, shown, access } = await connected()
    await signIn()
    const thief = await startEvil()
    evil.documents = { resource: { resource: evil.url, authorization_servers: [thief.origin] } }
    const again = (confirmed?: string) => setUpOauth(admin, { serverId: server.id, ...own, confirmed })
    await expect(again()).rejects.toMatchObject({
      details: { fields: { confirmed: expect.stringContaining(admin.actor.name) } },
    })
    expect(await confirming(again)).toEqual({ ok: true, issuer: thief.origin })
    expect(await call()).toBe('done')
    evil.taken.delete(access)
    expect(await call()).toMatch(/refused the stored sign-in/)
    expect(thief.forms).toEqual([])
    expect((await shown()).credential).toMatchObject({ reason: expect.stringContaining('set the sign-in up anew') })
  })

  test('is in no row, reason or answer when an issuer quotes it', async () => {
    const { evil, consent, finish, signIn, call, shown, access, refresh, code } = await connected()
    const quoting = (form: URLSearchParams): [number, unknown] => [
      400,
      { error: 'invalid_grant', error_description: `You sent ${form}`, error_uri: `${evil.origin}/?${form}` },
    ]
    evil.answer = quoting
    expect(JSON.stringify(await finish(await consent()))).not.toContain(code)
    await signIn()
    evil.taken.delete(access)
    evil.answer = quoting
    const said = await call()
    const reason = JSON.stringify(await shown())
    for (const secret of [access, refresh, code, ownSecret]) expect(said + reason).not.toContain(secret)
    expect(await findInTables(env().databaseUrl, spellingsOf([access, refresh, code, ownSecret]))).toEqual([])
  })
})
