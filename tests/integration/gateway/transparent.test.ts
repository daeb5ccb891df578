import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { buildKey } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { buildAgent, giveToken } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post, request, textOf, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { listen } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

async function setUp(options: { mode?: 'per_person' | 'shared'; token?: string | null } = {}) {
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: at.intercom.url, credentialMode: options.mode })
  const token = options.token === undefined ? at.intercom.tokens.acme : options.token
  const agent = await buildAgent(project, token === null ? [] : [[connection, token]])
  return { project, connection, agent, url: `${at.gateway.url}/mcp/${project.slug}/${connection.slug}` }
}

async function openSession(url: string, authorization: string, capabilities = {}) {
  const opened = await post(url, authorization, initialize(capabilities))
  return { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
}

const search = toolCall('search', { query: 'object_type:conversations limit:1' })

describe('the transparent endpoint', () => {
  test('opens a session, lists the tools and calls one with the person’s own token', async () => {
    const { url, agent } = await setUp()
    const session = await openSession(url, agent.authorization)
    const list = await post(url, agent.authorization, request('tools/list'), session)
    expect(toolsOf(list)).toHaveLength(14)
    const call = await post(url, agent.authorization, search, session)
    expect(call.status).toBe(200)
    expect(textOf(call.body)).toContain('total_in_page')
  })

  test('sends the declared header and none of the client’s own', async () => {
    const { url, agent } = await setUp()
    await post(url, agent.authorization, initialize(), {
      cookie: 'a=b',
      origin: at.gateway.url,
      'x-forwarded-for': '1.2.3.4',
      'x-api-key': 'mine',
      'x-other': 'y',
      'mcp-param-region': 'eu',
    })
    const seen = at.intercom.calls.filter(({ token }) => token === at.intercom.tokens.acme).at(-1)?.headers ?? {}
    expect(seen.authorization).toBe(`Bearer ${at.intercom.tokens.acme}`)
    expect(seen['mcp-param-region']).toBe('eu')
    for (const name of ['cookie', 'origin', 'x-forwarded-for', 'x-api-key', 'x-other'])
      expect(seen[name]).toBeUndefined()
    expect(JSON.stringify(seen)).not.toContain('jway_')
  })

  test('hands out a session id that hides the upstream’s and works for nobody else', async () => {
    const { url, agent, project, connection } = await setUp()
    const session = await openSession(url, agent.authorization)
    const other = await buildAgent(project, [[connection, at.intercom.tokens.globex]])
    const stolen = await post(url, other.authorization, search, session)
    expect(stolen.status).toBe(404)
    const forged = await post(url, agent.authorization, search, { 'mcp-session-id': `${session['mcp-session-id']}x` })
    expect(forged.status).toBe(404)
    const upstreamIds = at.intercom.calls.map(({ sessionId }) => sessionId).filter(Boolean)
    expect(upstreamIds).not.toContain(session['mcp-session-id'])
  })

  test('ends the upstream’s session when the client ends its own', async () => {
    const { url, agent } = await setUp()
    const before = at.intercom.sessions
    const session = await openSession(url, agent.authorization)
    expect(at.intercom.sessions).toBe(before + 1)
    const ended = await fetch(url, { method: 'DELETE', headers: { authorization: agent.authorization, ...session } })
    expect(ended.ok).toBe(true)
    expect(at.intercom.sessions).toBe(before)
  })

  test('lets no upstream cookie or challenge through', async () => {
    const { url, agent } = await setUp({ token: 'dG9rOndyb25n' })
    const answer = await post(url, agent.authorization, search)
    expect(answer.headers.get('www-authenticate')).toBeNull()
    expect(answer.headers.get('set-cookie')).toBeNull()
  })

  test('uses the shared set for everyone of the project when the connection is shared', async () => {
    const { url, connection, project } = await setUp({ mode: 'shared', token: null })
    const owner = await buildAgent(project)
    await giveToken(connection, owner.personId, at.intercom.tokens.globex, { mode: 'shared' })
    const other = await buildAgent(project)
    const session = await openSession(url, other.authorization)
    expect(textOf((await post(url, other.authorization, search, session)).body)).toContain('globex')
  })
})

describe('without a sign-in that works', () => {
  const canElicit = { elicitation: { url: {} } }

  test('a tool call says where to connect, without any secret', async () => {
    const { url, agent, project, connection } = await setUp({ token: null })
    const answer = await post(url, agent.authorization, search)
    expect(answer.body?.result).toMatchObject({ isError: true })
    expect(textOf(answer.body)).toContain(`${at.gateway.url}/connect/${project.slug}/${connection.slug}`)
    expect(answer.text).not.toContain('jway_')
  })

  test('another request gets an error with the address', async () => {
    const { url, agent } = await setUp({ token: null })
    const answer = await post(url, agent.authorization, initialize())
    expect(answer.body?.error).toMatchObject({ code: -31401, data: { url: expect.stringContaining('/connect/') } })
  })

  test('a 2025-11-25 client that opens URLs gets -32042', async () => {
    const { url, agent } = await setUp()
    const session = await openSession(url, agent.authorization, canElicit)
    const credential = await database().credential.findFirstOrThrow({ where: { personId: agent.personId } })
    await database().credential.delete({ where: { id: credential.id } })
    publish({ kind: 'credential.changed', connectionId: credential.connectionId, credentialId: credential.id })
    const answer = await post(url, agent.authorization, search, session)
    expect(answer.body?.error).toMatchObject({ code: -32042, data: { elicitations: [{ mode: 'url' }] } })
  })

  test('a 2026-07-28 client that opens URLs gets input_required', async () => {
    const { url, agent } = await setUp({ token: null })
    const meta = {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientCapabilities': canElicit,
    }
    const call = request('tools/call', { name: 'search', arguments: {}, _meta: meta })
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'search' }
    const answer = await post(url, agent.authorization, call, headers)
    expect(answer.body?.result).toMatchObject({
      resultType: 'input_required',
      inputRequests: { jetway_connect: { method: 'elicitation/create', params: { mode: 'url' } } },
    })
  })
})

describe('policy', () => {
  async function chosen(tools: string[]) {
    const made = await setUp()
    await database().connection.update({
      where: { id: made.connection.id },
      data: { toolPolicy: 'chosen', tools: { create: tools.map((name) => ({ name })) } },
    })
    const session = await openSession(made.url, made.agent.authorization)
    return { ...made, session }
  }

  test('lists only the tools the connection allows', async () => {
    const { url, agent, session } = await chosen(['search', 'fetch'])
    const list = await post(url, agent.authorization, request('tools/list'), session)
    expect(toolsOf(list).map(({ name }) => name)).toEqual(['search', 'fetch'])
  })

  test('answers a hidden tool like an unknown one and does not ask the upstream', async () => {
    const { url, agent, session } = await chosen(['fetch'])
    const before = at.intercom.calls.length
    const answer = await post(url, agent.authorization, search, session)
    expect(answer.body?.error).toEqual({ code: -32602, message: 'Unknown tool: search' })
    expect(at.intercom.calls).toHaveLength(before)
  })

  test.each([
    ['search', 'fetch'],
    ['fetch', 'search'],
  ])('cannot be got round with two names, %s and %s (another parser may take the other one)', async (first, second) => {
    const upstream = await listen((_req, res) => void res.writeHead(202).end())
    const { project } = await buildProject()
    const connection = await buildConnection({ project, url: `${upstream.origin}/mcp` })
    const data = { toolPolicy: 'chosen' as const, tools: { create: { name: 'fetch' } } }
    await database().connection.update({ where: { id: connection.id }, data })
    const agent = await buildAgent(project, [[connection, newSecret()]])
    const url = `${at.gateway.url}/mcp/${project.slug}/${connection.slug}`
    const twice = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"${first}","name":"${second}"}}`
    expect((await post(url, agent.authorization, twice)).status).toBe(400)
    expect(upstream.seen).toHaveLength(0)
  })

  test('does not let a stream be resumed, for what is replayed on it is not filtered', async () => {
    const ofAll = await setUp()
    const ofSome = await chosen(['fetch'])
    for (const { url, agent } of [ofAll, ofSome]) {
      const before = at.intercom.calls.length
      const headers = { authorization: agent.authorization, accept: 'text/event-stream', 'last-event-id': 'event-1' }
      await (await fetch(url, { headers })).body?.cancel()
      const asked = at.intercom.calls.slice(before).map((call) => call.headers['last-event-id'])
      expect(asked).toEqual([agent === ofAll.agent ? 'event-1' : undefined])
    }
  })

  test('a paused connection answers that it is paused, and works again when resumed', async () => {
    const { url, agent, connection } = await setUp()
    const pause = async (state: 'paused' | 'active') => {
      await database().connection.update({ where: { id: connection.id }, data: { state } })
      publish({ kind: 'connection.changed', connectionId: connection.id, projectId: connection.projectId })
    }
    await pause('paused')
    expect((await post(url, agent.authorization, initialize())).body?.error).toMatchObject({
      code: -31403,
      message: expect.stringContaining('paused'),
    })
    await pause('active')
    const resumed = await post(url, agent.authorization, initialize())
    expect(resumed.body?.result).toMatchObject({ serverInfo: { name: expect.stringMatching(/intercom/i) } })
  })
})

describe('keys', () => {
  const [missing, wrong] = ['Bearer realm="jetway"', 'Bearer realm="jetway", error="invalid_token"']
  test.each([
    ['no key', '', missing, 'No agent key was sent. Send a key of the project as `Authorization: Bearer jway_…`.'],
    ['a key of the wrong form', 'Bearer nonsense', wrong, 'This agent key is not valid: unknown, expired or revoked.'],
    [
      'a right form that nobody made',
      `Bearer jway_${'0'.repeat(12)}_${'0'.repeat(46)}`,
      wrong,
      'This agent key is not valid',
    ],
  ])('refuses %s with 401 and says what to send', async (_what, authorization, challenge, said) => {
    const { url } = await setUp()
    const answer = await post(url, authorization, search)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('www-authenticate')).toBe(challenge)
    expect(answer.body?.error).toMatchObject({ message: expect.stringContaining(said) })
  })

  test('a revoked key stops at once', async () => {
    const { url, agent } = await setUp()
    expect((await post(url, agent.authorization, initialize())).status).toBe(200)
    await database().agentKey.update({ where: { id: agent.key.id }, data: { revokedAt: new Date() } })
    publish({ kind: 'key.changed', keyId: agent.key.id })
    expect((await post(url, agent.authorization, initialize())).status).toBe(401)
  })

  test('another project, another connection and nonsense addresses all answer 404', async () => {
    const { agent } = await setUp()
    const other = await setUp()
    for (const path of [
      `/mcp/${other.project.slug}/${other.connection.slug}`,
      `/mcp/${other.project.slug}`,
      '/mcp/none',
      '/mcp/a/b/c',
      '/mcp/A',
    ]) {
      expect((await post(`${at.gateway.url}${path}`, agent.authorization, initialize())).status).toBe(404)
    }
  })

  test('a key that waits for its person says so', async () => {
    const { url, project, agent } = await setUp()
    const waiting = await buildKey(project, { personId: agent.personId, allowedAt: null })
    const answer = await post(url, `Bearer ${waiting.text}`, initialize())
    expect(answer.status).toBe(403)
    expect(answer.body?.error).toMatchObject({ message: expect.stringContaining(`${at.gateway.url}/me`) })
  })
})

test('a server without sign-in needs no credential', async () => {
  const { project } = await buildProject()
  const server = await buildServer({ organizationId: project.organizationId, url: at.intercom.url, headers: [] })
  const connection = await buildConnection({ project, serverId: server.id })
  const agent = await buildAgent(project)
  const answer = await post(
    `${at.gateway.url}/mcp/${project.slug}/${connection.slug}`,
    agent.authorization,
    initialize(),
  )
  expect(answer.body?.error).toMatchObject({ code: -31403, message: expect.stringContaining('not set up') })
})
