import { describe, expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post, request, toolCall } from '#tests/support/gateway/raw-client.ts'
import { type Handler, listen, sendJson } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

/** What a server may say that is not an agent's business, or that only Jetway may say. */
const ofTheServer =
  `www-authenticate proxy-authenticate authentication-info set-cookie set-cookie2 location content-location
  refresh link alt-svc clear-site-data access-control-allow-origin access-control-allow-credentials access-control-allow-headers
  access-control-expose-headers access-control-max-age timing-allow-origin cross-origin-resource-policy server x-powered-by
  via x-request-id x-served-by strict-transport-security content-security-policy x-accel-redirect x-sendfile
  content-disposition etag last-modified expires vary age authorization cookie mcp-method mcp-param-region
  __proto__ constructor toString hasOwnProperty`.split(/\s+/)

/** What the protocol has of an answer, and what HTTP and the door add to it. */
const passed =
  'content-type content-length transfer-encoding cache-control x-accel-buffering retry-after allow mcp-session-id mcp-protocol-version'
const ofJetway = 'connection keep-alive date vary x-request-id x-content-type-options referrer-policy'
const known = new Set(`${passed} ${ofJetway}`.split(' '))

/** What an agent may send that is between it and Jetway. */
const ofTheAgent =
  `cookie origin referer proxy-authorization x-api-key x-auth-token forwarded via x-forwarded-for x-forwarded-host
  x-forwarded-proto x-forwarded-prefix x-real-ip true-client-ip cf-connecting-ip x-original-url x-http-method-override
  user-agent accept-language accept-encoding traceparent baggage x-request-id x-other __proto__ constructor toString`.split(
    /\s+/,
  )

/** All that a request of ours has. */
const sent = new Set(
  `host connection user-agent accept accept-encoding content-type content-length transfer-encoding authorization mcp-session-id
  mcp-protocol-version last-event-id`.split(/\s+/),
)

/** Opens a session as any other; how calls are answered is the test's choice, with everything above in their heads. */
async function setUp(answer: { status: number; isStream: boolean }) {
  const told: Handler = (_req, res, body) => {
    const { id } = JSON.parse(body || '{}')
    const text = JSON.stringify({
      jsonrpc: '2.0',
      id,
      ...(answer.status < 400 ? { result: {} } : { error: { code: 1 } }),
    })
    const type = answer.isStream ? 'text/event-stream' : 'application/json'
    const said = ofTheServer.flatMap((name) => [name, 'of-the-server'])
    res.writeHead(answer.status, 'of-the-server', ['content-type', type, 'mcp-session-id', 'theirs', ...said])
    res.end(answer.isStream ? `data: ${text}\n\n` : text)
  }
  const server = await listen((req, res, body) => {
    const { id, method } = JSON.parse(body || '{}')
    const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } }
    if (method === 'initialize')
      return sendJson(res, 200, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': 'theirs' })
    if (method?.startsWith('notifications/')) return void res.writeHead(202).end()
    return told(req, res, body)
  })
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'tools' })
  const token = newSecret()
  const agent = await buildAgent(project, [[connection, token]])
  return { server, agent, token, url: `${at.gateway.url}/mcp/${project.slug}` }
}

function expectOnlyKnown(headers: Headers): void {
  expect([...headers.keys()].filter((name) => !known.has(name))).toEqual([])
  expect([...headers.values()].filter((value) => /of-the-server|theirs/.test(value))).toEqual([])
}

const endpoints = [
  ['transparent', '/tools', 'search'],
  ['aggregated', '', 'tools__search'],
] as const

describe.each(endpoints)('of what a server says in the head of an answer (%s)', (_kind, path, tool) => {
  const statuses = [200, 201, 302, 307, 400, 401, 403, 404, 405, 429, 500, 503]

  test.each(statuses.flatMap((status) => [[status, false] as const, [status, true] as const]))(
    'only what the protocol has reaches the agent (status %i, in a stream: %s)',
    async (status, isStream) => {
      const { agent, url } = await setUp({ status, isStream })
      const answer = await fetch(url + path, {
        method: 'POST',
        headers: { authorization: agent.authorization, 'content-type': 'application/json' },
        body: JSON.stringify(toolCall(tool)),
      })
      expectOnlyKnown(answer.headers)
      expect(answer.statusText).not.toContain('of-the-server')
    },
  )

  test('only what the protocol has reaches an agent that lists', async () => {
    const { agent, url } = await setUp({ status: 200, isStream: false })
    expectOnlyKnown((await post(url + path, agent.authorization, request('tools/list'))).headers)
  })
})

test.each(['GET', 'DELETE'])('only what the protocol has reaches the agent that asks with %s', async (method) => {
  const { agent, url } = await setUp({ status: 200, isStream: true })
  const { headers } = await fetch(`${url}/tools`, { method, headers: { authorization: agent.authorization } })
  expectOnlyKnown(headers)
})

describe.each(endpoints)('of what an agent says in the head of a request (%s)', (_kind, path, tool) => {
  test('only what the protocol has reaches the server, beside the values declared for it', async () => {
    const { server, agent, token, url } = await setUp({ status: 200, isStream: false })
    const said = Object.fromEntries(ofTheAgent.map((name) => [name, 'of-the-agent']))
    const headers = { ...said, origin: at.gateway.url }
    const opened = await post(url + path, agent.authorization, initialize(), headers)
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
    for (const message of [request('tools/list'), toolCall(tool)])
      expect((await post(url + path, agent.authorization, message, { ...headers, ...session })).status).toBe(200)

    const asked = server.seen.filter(({ method }) => method === 'POST')
    expect(asked.map(({ body }) => JSON.parse(body).method)).toEqual(
      expect.arrayContaining(['initialize', 'tools/list', 'tools/call']),
    )
    for (const { headers } of server.seen) {
      expect(Object.keys(headers).filter((name) => !sent.has(name))).toEqual([])
      expect(headers).toMatchObject({
        'user-agent': 'jetway',
        authorization: `Bearer ${token}`,
        'accept-encoding': 'identity',
      })
      expect(JSON.stringify(headers)).not.toMatch(/of-the-agent|jway_/)
      expect(headers['mcp-session-id'] ?? 'theirs').toBe('theirs')
    }
  })
})
