import { request as httpRequest } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { initialize, post, request, toolCall } from '#tests/support/gateway/raw-client.ts'
import { type StartedGateway, startGateway } from '#tests/support/gateway/start-gateway.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

async function setUp(upstream = 'http://127.0.0.1:9/mcp') {
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: upstream })
  const agent = await buildAgent(project, [[connection, newSecret()]])
  const endpoints = [`${gateway.url}/mcp/${project.slug}`, `${gateway.url}/mcp/${project.slug}/${connection.slug}`]
  return { project, connection, agent, endpoints, transparent: endpoints[1] ?? '' }
}

describe.each([0, 1])('endpoint %i', (at) => {
  const bodies: [string, string, number, number][] = [
    ['broken JSON', '{"jsonrpc":', 400, -32700],
    ['a batch', '[{"jsonrpc":"2.0","id":1,"method":"ping"}]', 400, -32600],
    ['no JSON-RPC', '{"hello":"world"}', 400, -32600],
    ['a text', '"ping"', 400, -32600],
    ['nothing', '', 400, -32700],
    ['an id that is an object', '{"jsonrpc":"2.0","id":{},"method":"ping"}', 400, -32600],
  ]
  for (const [name, body, status, code] of bodies) {
    test(`refuses ${name} with ${status} and ${code}`, async () => {
      const { agent, endpoints } = await setUp()
      const answer = await post(endpoints[at] ?? '', agent.authorization, body)
      expect(answer.status).toBe(status)
      expect(answer.body).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } })
    })
  }

  test('refuses a body over 4 MiB with 413', async () => {
    const { agent, endpoints } = await setUp()
    const answer = await post(
      endpoints[at] ?? '',
      agent.authorization,
      toolCall('x', { text: 'a'.repeat(4 * 1_048_576) }),
    )
    expect(answer.status).toBe(413)
  })

  test('refuses another content type with 415', async () => {
    const { agent, endpoints } = await setUp()
    const answer = await post(endpoints[at] ?? '', agent.authorization, request('ping'), {
      'content-type': 'text/plain',
    })
    expect(answer.status).toBe(415)
  })

  test('refuses a modern request whose headers and body differ (policy by header)', async () => {
    const { agent, endpoints } = await setUp()
    const meta = { 'io.modelcontextprotocol/protocolVersion': '2026-07-28' }
    const message = request('tools/call', { name: 'evil', _meta: meta }, 5)
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'harmless' }
    const answer = await post(endpoints[at] ?? '', agent.authorization, message, headers)
    expect(answer.status).toBe(400)
    expect(answer.body).toMatchObject({ id: 5, error: { code: -32020 } })
  })

  test('answers other methods with 405 and what is allowed', async () => {
    const { agent, endpoints } = await setUp()
    const answer = await fetch(endpoints[at] ?? '', { method: 'PUT', headers: { authorization: agent.authorization } })
    expect(answer.status).toBe(405)
    expect(answer.headers.get('allow')).toContain('POST')
  })

  test('refuses a foreign Host and a foreign Origin (DNS rebinding)', async () => {
    const { agent, endpoints } = await setUp()
    const url = endpoints[at] ?? ''
    expect((await post(url, agent.authorization, initialize(), { origin: 'https://evil.example' })).status).toBe(403)
    const status = await new Promise((resolve, reject) => {
      const sent = httpRequest(
        url,
        { method: 'POST', headers: { host: 'evil.example', authorization: agent.authorization } },
        (res) => resolve(res.statusCode),
      )
      sent.on('error', reject)
      sent.end('{}')
    })
    expect(status).toBe(403)
  })
})

test('a charset of the client does not decide how the upstream reads the body', async () => {
  const upstream = await listen((_req, res) => void res.writeHead(202).end())
  const { agent, transparent } = await setUp(`${upstream.origin}/mcp`)
  // Read as UTF-7, `+ACI-` is a quotation mark: the body would be another one than the one that was checked.
  const type = { 'content-type': 'application/json; charset=utf-7' }
  await post(transparent, agent.authorization, request('ping', { note: '+ACI-' }), type)
  expect(upstream.seen.map(({ headers }) => headers['content-type'])).toEqual(['application/json'])
})

test('the aggregated endpoint answers an unknown method as unknown', async () => {
  const { agent, endpoints } = await setUp()
  const answer = await post(endpoints[0] ?? '', agent.authorization, request('resources/list'))
  expect(answer.body).toMatchObject({ error: { code: -32601 } })
})

test('the transparent endpoint leaves an unknown method to its server, and hands on what that says', async () => {
  const error = { code: -32601, message: 'Method not found: nonsense/do' }
  const upstream = await listen((_req, res, body) =>
    sendJson(res, 200, { jsonrpc: '2.0', id: JSON.parse(body).id, error }),
  )
  const { agent, transparent } = await setUp(`${upstream.origin}/mcp`)
  const answer = await post(transparent, agent.authorization, request('nonsense/do', {}, 7))
  expect(answer.body).toEqual({ jsonrpc: '2.0', id: 7, error })
})

describe('an upstream that misbehaves', () => {
  test('is not dialled when it lies on a private network', async () => {
    const { agent, transparent } = await setUp('https://10.0.0.1/mcp')
    const answer = await post(transparent, agent.authorization, initialize())
    expect(answer.body?.error).toMatchObject({ code: -31502, message: expect.stringContaining('does not call') })
  })

  test('has its connection closed when the client goes away', async () => {
    let closed: (value: unknown) => void = () => {}
    const isClosed = new Promise((resolve) => {
      closed = resolve
    })
    let asked: (value: unknown) => void = () => {}
    const isAsked = new Promise((resolve) => {
      asked = resolve
    })
    const upstream = await listen((_req, res) => {
      res.on('close', closed)
      asked(undefined)
    })
    const { agent, transparent } = await setUp(`${upstream.origin}/mcp`)
    const leaving = new AbortController()
    const headers = { authorization: agent.authorization, 'content-type': 'application/json' }
    const call = fetch(transparent, {
      method: 'POST',
      headers,
      body: JSON.stringify(toolCall('slow')),
      signal: leaving.signal,
    })
    await isAsked
    leaving.abort()
    await expect(call).rejects.toThrow()
    await isClosed
  })

  test('streams its answer on before it has ended', async () => {
    const upstream = await listen((_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream', 'set-cookie': 'a=b', 'www-authenticate': 'Bearer' })
      res.write('event: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress"}\n\n')
    })
    const { agent, transparent } = await setUp(`${upstream.origin}/mcp`)
    const headers = { authorization: agent.authorization, 'content-type': 'application/json' }
    const response = await fetch(transparent, { method: 'POST', headers, body: JSON.stringify(toolCall('slow')) })
    const reader = response.body?.getReader()
    const first = await reader?.read()
    expect(Buffer.from(first?.value ?? []).toString()).toContain('notifications/progress')
    expect(response.headers.get('set-cookie')).toBeNull()
    await reader?.cancel()
  })
})
