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

/** A server with sessions, which forgets all of them when the test says so, and then says so in its own way. */
async function setUp(say: Say) {
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
    sendJson(res, 200, { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: 'done' }] } })
  })
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'tools' })
  const { authorization } = await buildAgent(project, [[connection, newSecret()]])
  const url = `${at.gateway.url}/mcp/${project.slug}`
  const client = await post(url, authorization, initialize())
  const session = { 'mcp-session-id': client.headers.get('mcp-session-id') ?? '' }
  const call = () => post(url, authorization, toolCall('tools__search', {}, 7), session)
  const calls = () => server.seen.filter(({ body }) => body.includes('tools/call')).length
  expect(textOf((await call()).body)).toBe('done')
  return { call, calls, forget: () => known.clear(), forgetForEver: () => (known.add = () => known) }
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
  'with 410': (res) => res.writeHead(410).end('The session has expired.'),
  'with 422': rpc(422, -32600, 'Unknown session'),
  'with 200': rpc(200, -32001, 'Session expired'),
  'with 200 in words': rpc(200, -32603, 'This session does not exist any more'),
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
