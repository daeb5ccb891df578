import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { connectServers, nameOf } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { modernRequest } from '#tests/support/gateway/modern-request.ts'
import { connectOfficial, officialClients } from '#tests/support/gateway/official-clients.ts'
import { post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { sendJson } from '#tests/support/mcp/listen.ts'
import { startModernServer } from '#tests/support/mcp/modern-scripted-server.ts'
import { startScriptedServer } from '#tests/support/mcp/scripted-server.ts'

const at = gatewayForThisFile()

/** Instead of an answer to what was asked under `id`. */
type Instead = (res: ServerResponse, id: unknown) => void

const withJson =
  (toText: (id: unknown) => string): Instead =>
  (res, id) =>
    void res.writeHead(200, { 'content-type': 'application/json' }).end(toText(id))

const withStream =
  (toText: (id: unknown) => string): Instead =>
  (res, id) =>
    void res.writeHead(200, { 'content-type': 'text/event-stream' }).end(toText(id))

const told = '{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":"working"}}'
const result = '"result":{"content":[{"type":"text","text":"not yours"}]}'

const failures: Record<string, Instead> = {
  'a page with status 200': (res) => void res.writeHead(200, { 'content-type': 'text/html' }).end('<html>Hello</html>'),
  'nothing with status 200': (res) => void res.writeHead(200).end(),
  'nothing with status 200 and a length': (res) =>
    void res.writeHead(200, { 'content-type': 'application/json', 'content-length': '0' }).end(),
  'status 202': (res) => void res.writeHead(202).end(),
  'status 204': (res) => void res.writeHead(204).end(),
  'JSON that breaks off': withJson((id) => `{"jsonrpc":"2.0","id":${id},"result":{"content":[`),
  'JSON null': withJson(() => 'null'),
  'an empty list': withJson(() => '[]'),
  'a number': withJson(() => '5'),
  'a text': withJson(() => '"done"'),
  'no version of JSON-RPC': withJson((id) => `{"id":${id},${result}}`),
  'the answer to another id': withJson((id) => `{"jsonrpc":"2.0","id":${Number(id) + 1},${result}}`),
  'the answer to its id as a text': withJson((id) => `{"jsonrpc":"2.0","id":"${id}",${result}}`),
  'a result for nobody': withJson(() => `{"jsonrpc":"2.0","id":null,${result}}`),
  'neither result nor error': withJson((id) => `{"jsonrpc":"2.0","id":${id}}`),
  'a result that is none': withJson((id) => `{"jsonrpc":"2.0","id":${id},"result":"done"}`),
  'a question in place of the answer': withJson(() => '{"jsonrpc":"2.0","id":"q","method":"roots/list"}'),
  'an error without code and message': withJson((id) => `{"jsonrpc":"2.0","id":${id},"error":{}}`),
  'an error whose code is a text': withJson((id) => `{"jsonrpc":"2.0","id":${id},"error":{"code":"E5"}}`),
  'an error whose message is none': withJson((id) => `{"jsonrpc":"2.0","id":${id},"error":{"code":-1,"message":{}}}`),
  'an empty stream': withStream(() => ''),
  'a stream of comments': withStream(() => ':\n\n:\n\n'),
  'a stream that ends without the answer': withStream(() => `data: ${told}\n\n`),
  'a stream with broken JSON': withStream((id) => `data: {"jsonrpc":"2.0","id":${id},"resu\n\n`),
  'a stream with an answer to another id only': withStream(
    (id) => `data: {"jsonrpc":"2.0","id":${Number(id) + 1},${result}}\n\n`,
  ),
  'a stream with the answer as another kind of event': withStream(
    (id) => `event: note\ndata: {"jsonrpc":"2.0","id":${id},${result}}\n\n`,
  ),
  'a stream that breaks off': (res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    res.write(`data: ${told}\n\n`, () => res.destroy())
  },
  'a connection that breaks off': (res) => void res.destroy(),
  'a page with status 502': (res) => void res.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad</h1>'),
  'a page with status 404': (res) => void res.writeHead(404, { 'content-type': 'text/html' }).end('<h1>Gone</h1>'),
  'nothing with status 500': (res) => void res.writeHead(500).end(),
}

/** Servers of both families beside each other, which fail in the same way. */
async function setUp(instead: Instead) {
  const script = { 'tools/call': ({ id }: { id?: unknown }, res: ServerResponse) => instead(res, id) }
  const [older, newer] = await Promise.all([startScriptedServer(script), startModernServer(script)])
  return connectServers(at.gateway, { older: older.origin, newer: newer.origin })
}

const slugs = ['older', 'newer'] as const

describe.each(Object.entries(failures))('a server that gives %s', (_what, instead) => {
  test('makes an error of its client’s own id that names the server', async () => {
    const { url, authorization } = await setUp(instead)
    for (const slug of slugs) {
      const name = `${slug}__say`
      const older = await post(url, authorization, toolCall(name, {}, 'mine'))
      const { message, headers } = modernRequest('tools/call', { name }, 'mine')
      const newer = await post(url, authorization, message, headers)
      for (const { body } of [older, newer]) {
        const error = { code: expect.any(Number), message: expect.stringContaining(nameOf(slug)) }
        expect(body).toEqual({ jsonrpc: '2.0', id: 'mine', error })
      }
    }
  })

  test.each(officialClients)('leaves no call hanging: %s', async (kind) => {
    const { url, authorization } = await setUp(instead)
    const client = await connectOfficial(kind, url, authorization)
    for (const slug of slugs)
      await expect(client.callTool({ name: `${slug}__say`, arguments: {} })).rejects.toThrow(nameOf(slug))
    await client.close()
  })
})

describe.each(Object.entries(failures))('a server that gives %s when it is first spoken to', (_what, instead) => {
  const odd = ({ id }: { id?: unknown }, res: ServerResponse) => instead(res, id)

  test('makes an error of a call that names it', async () => {
    const server = await startScriptedServer({ initialize: odd })
    const { url, authorization } = await connectServers(at.gateway, { one: server.origin })
    const { message, headers } = modernRequest('tools/call', { name: 'one__say' }, 'mine')
    const older = await post(url, authorization, toolCall('one__say', {}, 'mine'))
    const newer = await post(url, authorization, message, headers)
    for (const { body } of [older, newer]) {
      const error = { code: expect.any(Number), message: expect.stringContaining(nameOf('one')) }
      expect(body).toEqual({ jsonrpc: '2.0', id: 'mine', error })
    }
  })

  test.each(['initialize', 'tools/list'])('at %s, costs the others no tool, and it is said', async (method) => {
    const tools = [{ name: 'ok', inputSchema: { type: 'object' } }]
    const server = await startScriptedServer({ 'tools/list': () => ({ tools }), [method]: odd })
    const healthy = await startScriptedServer({ 'tools/list': () => ({ tools }) })
    const origins = { one: server.origin, healthy: healthy.origin }
    const { url, authorization } = await connectServers(at.gateway, origins)
    const client = await connectOfficial('SDK v1', url, authorization)
    const names = (await client.listTools()).tools.map(({ name }) => name)
    expect(names).toEqual(['healthy__ok', 'jetway__status'])
    const said = await client.callTool({ name: 'jetway__status', arguments: {} })
    expect(JSON.stringify(said)).toContain(`${nameOf('one')} (one): `)
    await client.close()
  })
})

describe('what is odd around an answer', () => {
  const answer = (id: unknown) =>
    `{"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"here it is"}]}}`

  const around: Record<string, Instead> = {
    'an answer to another id before it': withStream(
      (id) => `data: {"jsonrpc":"2.0","id":0,${result}}\n\ndata: ${answer(id)}\n\n`,
    ),
    'an event of another kind before it': withStream((id) => `event: hello\ndata: {"a"\n\ndata: ${answer(id)}\n\n`),
    'an empty event before it': withStream((id) => `id: 1\ndata:\n\ndata: ${answer(id)}\n\n`),
    'no empty line after it': withStream((id) => `data: ${answer(id)}`),
    'a batch around it': withJson((id) => `[${told},${answer(id)}]`),
    'a byte order mark before it': withJson((id) => `\ufeff${answer(id)}`),
    'a byte order mark before its stream': withStream((id) => `\ufeffdata: ${answer(id)}\r\n\r\n`),
    'space around it': withJson((id) => `\r\n ${answer(id)}\n`),
    'another media type': (res, id) => void res.writeHead(200, { 'content-type': 'text/plain' }).end(answer(id)),
    'no media type': (res, id) => void res.writeHead(200).end(answer(id)),
    'status 201': (res, id) => void res.writeHead(201, { 'content-type': 'application/json' }).end(answer(id)),
    'a stream that stays open after it': (res, id) =>
      void res.writeHead(200, { 'content-type': 'text/event-stream' }).write(`data: ${answer(id)}\n\n`),
  }

  test.each(Object.entries(around))('does not keep it from its client: %s', async (_what, instead) => {
    const { url, authorization } = await setUp(instead)
    const { body } = await post(url, authorization, toolCall('older__say', {}, 'mine'))
    expect([body?.id, textOf(body)]).toEqual(['mine', 'here it is'])
    for (const kind of officialClients) {
      const client = await connectOfficial(kind, url, authorization)
      const called = await client.callTool({ name: 'older__say', arguments: {} })
      expect(called).toMatchObject({ content: [{ type: 'text', text: 'here it is' }] })
      await client.close()
    }
  })
})

describe('an error that says only half', () => {
  test.each([
    ['without a code', '{"message":"Out of paper"}', { code: -31502, message: 'Out of paper' }],
    ['with a code that is no integer', '{"code":1.5,"message":"Half"}', { code: -31502, message: 'Half' }],
  ])('is made whole: %s', async (_what, error, made) => {
    const { url, authorization } = await setUp(withJson((id) => `{"jsonrpc":"2.0","id":${id},"error":${error}}`))
    const { body } = await post(url, authorization, toolCall('older__say', {}, 'mine'))
    expect(body).toEqual({ jsonrpc: '2.0', id: 'mine', error: made })
  })
})

describe('an error that a server of the modern family gives with a status', () => {
  const refusal = (status: number, code: number) =>
    setUp((res, id) => sendJson(res, status, { jsonrpc: '2.0', id, error: { code, message: 'Not like this' } }))

  test.each([
    [400, -32602],
    [400, -32020],
    [404, -32601],
  ])('is an answer to clients of the other, which take status %i for a broken connection', async (status, code) => {
    const { url, authorization } = await refusal(status, code)
    const { message, headers } = modernRequest('tools/call', { name: 'newer__say' }, 'mine')
    const newer = await post(url, authorization, message, headers)
    const older = await post(url, authorization, toolCall('newer__say', {}, 'mine'))
    expect([newer.status, older.status]).toEqual([status, 200])
    for (const { body } of [newer, older]) expect(body).toMatchObject({ id: 'mine', error: { code } })
  })

  test.each([403, 429, 500, 503])('keeps it where it is not of the protocol: %i', async (status) => {
    const { url, authorization } = await refusal(status, -32000)
    expect((await post(url, authorization, toolCall('newer__say'))).status).toBe(status)
  })

  test('is said in words where it asks for what only its own family can be asked for', async () => {
    const { url, authorization } = await refusal(400, -32021)
    const { status, body } = await post(url, authorization, toolCall('newer__say', {}, 'mine'))
    expect([status, body?.id, body?.result]).toEqual([200, 'mine', expect.objectContaining({ isError: true })])
    expect(textOf(body)).toContain(`${nameOf('newer')} asks for something that only newer clients can be asked for`)
  })
})
