import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { opened } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()
type Say = (res: ServerResponse, id: unknown) => unknown

const done: Say = (res, id) =>
  sendJson(res, 200, { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: 'done' }] } })

/** A server with sessions, which forgets all of them when the test says so, and then says so in its own way. */
async function setUp(say: Say, run: Say = done) {
  const known = new Set<string>()
  let count = 0
  const server = await listen((req, res, body) => {
    const { id, method } = JSON.parse(body || '{}')
    if (method === 'initialize') {
      const session = `session-${++count}`
      known.add(session)
      return sendJson(res, 200, { jsonrpc: '2.0', id, result: opened }, { 'mcp-session-id': session })
    }
    if (id === undefined) return void res.writeHead(202).end()
    if (!known.has(String(req.headers['mcp-session-id']))) return void say(res, id)
    if (method === 'tools/call') return void run(res, id)
    sendJson(res, 200, { jsonrpc: '2.0', id, result: {} })
  })
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'tools' })
  const { authorization } = await buildAgent(project, [[connection, newSecret()]])
  const url = `${at.gateway.url}/mcp/${project.slug}`
  const client = await post(url, authorization, initialize())
  const session = { 'mcp-session-id': client.headers.get('mcp-session-id') ?? '' }
  const call = () => post(url, authorization, toolCall('tools__search', {}, 7), session)
  const calls = () => server.seen.filter(({ body }) => body.includes('tools/call')).length
  const first = await call()
  return { first, call, calls, forget: () => known.clear(), forgetForEver: () => (known.add = () => known) }
}

const rpc =
  (status: number, code: number, message: string): Say =>
  (res, id) =>
    sendJson(res, status, { jsonrpc: '2.0', id, error: { code, message } })

const ways: Record<string, Say> = {
  'with 404': (res) => res.writeHead(404).end(),
  'with 404 and a page': (res) => res.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Not found</h1>'),
  'with 400 and a code': rpc(400, -32001, 'Session not found'),
  'with 400, as SDKs do after a restart': rpc(400, -32000, 'Bad Request: Server not initialized'),
  'with 400 and another code': rpc(400, -32000, 'Bad Request: No valid session ID provided'),
  'with 400 in plain text': (res) => res.writeHead(400, { 'content-type': 'text/plain' }).end('Invalid session ID'),
  'with 400 in a stream': (res) =>
    res
      .writeHead(400, { 'content-type': 'text/event-stream' })
      .end('data: {"jsonrpc":"2.0","id":null,"error":{"code":-32000,"message":"No valid session ID"}}\n\n'),
  'with 400 and the name of a member': (res) => res.writeHead(400).end('{"error":"unknown session_id"}'),
  'with 403': rpc(403, -32000, 'Invalid session'),
  'with 406': (res) => res.writeHead(406).end('No such session'),
  'with 410': (res) => res.writeHead(410).end('The session has expired.'),
  'with 422': rpc(422, -32600, 'Unknown session'),
  'with 200': rpc(200, -32001, 'Session expired'),
  'with 200 in words': rpc(200, -32603, 'This session does not exist any more'),
  'with 200, as one that waits to be opened': rpc(200, -32602, 'Received request before initialization was complete'),
  'with 500': rpc(500, -32603, 'Session not found'),
}

describe.each(Object.entries(ways))('a session that a server has lost, said %s', (_way, say) => {
  test('is opened anew, and the call goes through as if nothing had been', async () => {
    const { call, calls, forget } = await setUp(say)
    forget()
    const answer = await call()
    expect([answer.status, textOf(answer.body), calls()]).toEqual([200, 'done', 3])
  })
})

test('a server that loses every session is asked twice, and what it says is handed on', async () => {
  const { call, calls, forget, forgetForEver } = await setUp(rpc(400, -32001, 'Session not found'))
  forgetForEver()
  forget()
  expect((await call()).body).toMatchObject({ id: 7, error: { code: -32001, message: 'Session not found' } })
  expect(calls()).toBe(3)
})

test.each<[string, Say]>([
  ['an error of its own', rpc(400, -32602, 'The argument "query" is missing')],
  ['a cut', (res) => res.destroy()],
  ['a broken answer', (res) => res.writeHead(200, { 'content-type': 'application/json' }).end('{"session not found')],
  [
    'an answer about sessions',
    (res, id) =>
      sendJson(res, 200, {
        jsonrpc: '2.0',
        id,
        result: { content: [{ type: 'text', text: '"error": session not found' }] },
      }),
  ],
])('%s is not taken for a lost session: the call is not made twice', async (_what, say) => {
  const { call, calls, forget } = await setUp(say)
  forget()
  await call()
  expect(calls()).toBe(2)
})

describe('a tool that speaks of a session of its own', () => {
  test.each([
    ['with 200', rpc(200, -32603, 'The browser session was closed after the click')],
    ['with 200 and a code', rpc(200, -32001, 'No active session with the database')],
    ['with 200, not initialized', rpc(200, -32603, 'The database is not initialized')],
    ['with 403', rpc(403, -32000, 'Your session at the shop has expired')],
    ['with 500', (res) => res.writeHead(500).end('Unknown session in the browser')],
  ] as [string, Say][])('has run, and is not run again: %s', async (_what, run) => {
    const { first, call, calls } = await setUp(done, run)
    expect([first.body, (await call()).body]).toEqual([
      expect.objectContaining({ id: 7, error: expect.anything() }),
      expect.objectContaining({ id: 7, error: expect.anything() }),
    ])
    expect(calls()).toBe(2)
  })
})
