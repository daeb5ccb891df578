import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { connectServers, nameOf } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { connectOfficial } from '#tests/support/gateway/official-clients.ts'
import { post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { opened } from '#tests/support/mcp/scripted-server.ts'

const at = gatewayForThisFile()

/** One stream of the server: what it says of call `id`, and how it ends. */
type Part = (res: ServerResponse, id: unknown) => void

const sse = { 'content-type': 'text/event-stream' }
const toAnswer = (id: unknown) =>
  `data: {"jsonrpc":"2.0","id":${id},"result":{"content":[{"type":"text","text":"done"}]}}\n\n`
const toProgress = (id: number) => `id: ${id}\ndata: {"jsonrpc":"2.0","method":"notifications/message","params":{}}\n\n`

const says =
  (...texts: string[]): Part =>
  (res) =>
    void res.writeHead(200, sse).end(texts.join(''))
const answers: Part = (res, id) => void res.writeHead(200, sse).end(toAnswer(id))
const cut =
  (text: string): Part =>
  (res) =>
    void res.writeHead(200, sse).write(text, () => res.destroy())
const refuses =
  (status: number): Part =>
  (res) =>
    void res.writeHead(status).end()

const primed = 'id: 1\nretry: 1\ndata: \n\n'

/** A server whose answer to a call comes in these parts: the first to the POST, the others to GETs. The last one is repeated. */
async function setUp(parts: Part[]) {
  const askedFrom: unknown[] = []
  let calls = 0
  let callId: unknown
  const play = (res: ServerResponse) => parts[Math.min(askedFrom.length, parts.length - 1)]?.(res, callId)
  const server = await listen((req, res, body) => {
    if (req.method === 'GET') {
      askedFrom.push(req.headers['last-event-id'])
      return play(res)
    }
    if (req.method !== 'POST') return void res.writeHead(405).end()
    const { id, method } = JSON.parse(body)
    if (id === undefined) return void res.writeHead(202).end()
    if (method === 'tools/call') {
      calls += 1
      callId = id
      return play(res)
    }
    const results: Record<string, object> = {
      initialize: opened,
      'tools/list': { tools: [{ name: 'slow', inputSchema: { type: 'object' } }] },
    }
    const result = results[method]
    const error = { code: -32601, message: 'Method not found' }
    const session = { 'mcp-session-id': 'session-of-the-server' }
    sendJson(res, 200, { jsonrpc: '2.0', id, ...(result ? { result } : { error }) }, session)
  })
  const scene = await connectServers(at.gateway, { tools: server.origin })
  const call = () => post(scene.url, scene.authorization, toolCall('tools__slow'))
  return { ...scene, server, askedFrom, call, calls: () => calls }
}

const going: [string, Part[], string[]][] = [
  ['closes its stream after an id', [says(primed), answers], ['1']],
  ['closes it after it has told something', [says(primed, toProgress(2)), answers], ['2']],
  [
    'closes it many times',
    [says(primed), says(toProgress(2)), says(toProgress(3)), says(toProgress(4)), answers],
    ['1', '2', '3', '4'],
  ],
  ['closes it a few times with nothing new', [says(primed), says(':\n\n'), says(':\n\n'), answers], ['1', '1', '1']],
  ['breaks off after an id', [cut(primed), answers], ['1']],
  ['says when to come back in an event of its own', [says('id: a/b=\ndata:\n\n', 'retry: 1\n\n'), answers], ['a/b=']],
]

describe('a server that', () => {
  test.each(going)('%s is asked for the rest, and called once', async (_how, parts, ids) => {
    const scene = await setUp(parts)
    expect(textOf((await scene.call()).body)).toBe('done')
    expect([scene.askedFrom, scene.calls()]).toEqual([ids, 1])
    const [resumed] = scene.server.seen.filter(({ method }) => method === 'GET')
    expect(resumed?.headers).toMatchObject({ accept: 'text/event-stream', 'mcp-session-id': 'session-of-the-server' })
    expect(resumed?.headers.authorization).toMatch(/^Bearer /)
  })

  const lost: [string, Part[], number][] = [
    ['closes a stream without ids', [says('retry: 1\n\n')], 0],
    ['breaks off without ids', [cut('retry: 1\n\n')], 0],
    ['gives an id that no header can hold', [says('id: \u00e9\nretry: 1\ndata:\n\n')], 0],
    ['has no streams to resume', [says(primed), refuses(405)], 1],
    ['has lost the stream', [says(primed), refuses(404)], 1],
    [
      'answers with a page',
      [says(primed), (res) => void res.writeHead(200, { 'content-type': 'text/html' }).end('<p>')],
      1,
    ],
    ['never goes on', [says(primed), says(':\n\n')], 5],
    ['takes up every time and says the same', [says(primed)], 5],
  ]
  test.each(lost)('%s is an error that names it', async (_how, parts, times) => {
    const scene = await setUp(parts)
    const { body } = await scene.call()
    expect(body).toMatchObject({ id: 1, error: { code: -31502, message: expect.stringContaining(nameOf('tools')) } })
    expect([scene.askedFrom.length, scene.calls()]).toEqual([times, 1])
  })
})

test.each(['SDK v1', 'SDK v2 legacy', 'SDK v2 modern'] as const)('%s sees one answer', async (kind) => {
  const scene = await setUp([says(primed, toProgress(2)), cut(toProgress(3)), answers])
  const client = await connectOfficial(kind, scene.url, scene.authorization)
  expect(await client.callTool({ name: 'tools__slow' })).toMatchObject({ content: [{ text: 'done' }] })
  await client.close()
})
