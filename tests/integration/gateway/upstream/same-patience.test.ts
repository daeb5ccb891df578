import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { tryCredential } from '#lib/mcp/try-credential.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, request, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { type Handler, listen, loopback, sendJson } from '#tests/support/mcp/listen.ts'
import { opened } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()
const tools = [{ name: 'search', inputSchema: { type: 'object' } }]
type Rpc = { id?: unknown; method?: string; params?: Record<string, unknown>; result?: unknown }
type Odd = (rpc: Rpc, ...rest: Parameters<Handler>) => unknown

/** Gives an answer of its own where it is odd; as for the rest, a server like any other. */
const serve =
  (odd: Odd): Handler =>
  async (req, res, body) => {
    if (req.method !== 'POST') return void res.writeHead(405).end()
    const rpc: Rpc = JSON.parse(body)
    await odd(rpc, req, res, body)
    if (res.headersSent) return
    if (rpc.id === undefined || rpc.method === undefined) return void res.writeHead(202).end()
    const results: Record<string, object> = { initialize: opened, 'tools/list': { tools } }
    const result = results[rpc.method]
    if (result) return sendJson(res, 200, { jsonrpc: '2.0', id: rpc.id, result })
    sendJson(res, 200, { jsonrpc: '2.0', id: rpc.id, error: { code: -32601, message: 'Method not found' } })
  }

const refuse = (rpc: Rpc, data?: object) => ({
  jsonrpc: '2.0',
  id: rpc.id,
  error: { code: -32602, message: 'Unsupported protocol version', ...(data && { data }) },
})

const isTooNew = ({ method, params }: Rpc) => method === 'initialize' && params?.protocolVersion !== '2025-03-26'

/** Tells how the answer to a list waits for the answer to a ping. */
function pingsFirst(): Odd {
  const { promise, resolve } = Promise.withResolvers<void>()
  return async (rpc, _req, res) => {
    if (rpc.id === 'ping of the server' && rpc.result) resolve()
    if (rpc.method !== 'tools/list') return
    res.writeHead(200, { 'content-type': 'text/event-stream' })
    res.write('data: {"jsonrpc":"2.0","id":"ping of the server","method":"ping"}\n\n')
    await promise
    res.end(`data: ${JSON.stringify({ jsonrpc: '2.0', id: rpc.id, result: { tools } })}\n\n`)
  }
}

const oddServers: Record<string, Odd> = {
  'takes integers for ids only': (rpc, _req, res) => {
    if (rpc.id !== undefined && !Number.isSafeInteger(rpc.id)) res.writeHead(400).end()
  },
  'takes ids of 31 bits only': (rpc, _req, res) => {
    if (rpc.id !== undefined && (rpc.id as number) > 2 ** 31 - 1) res.writeHead(400).end()
  },
  'refuses the newest version and says which it takes': (rpc, _req, res) => {
    if (isTooNew(rpc))
      sendJson(res, 200, refuse(rpc, { supported: ['2024-10-07', '2025-03-26'], requested: '2025-11-25' }))
  },
  'refuses the newest version and says nothing': (rpc, _req, res) => {
    if (rpc.method === 'initialize' && rpc.params?.protocolVersion !== '2024-11-05') sendJson(res, 400, refuse(rpc))
  },
  'refuses the newest version under another name': (rpc, _req, res) => {
    if (isTooNew(rpc)) sendJson(res, 200, refuse(rpc, { supportedVersions: ['2025-03-26'] }))
  },
  'refuses the newest version with another code': (rpc, _req, res) => {
    const error = { code: -32000, message: 'Bad Request: Unsupported protocol version' }
    if (isTooNew(rpc)) sendJson(res, 400, { jsonrpc: '2.0', id: rpc.id, error })
  },
  'refuses the newest version in plain words': (rpc, _req, res) => {
    if (isTooNew(rpc)) res.writeHead(400, { 'content-type': 'text/plain' }).end('protocolVersion is not supported')
  },
  'refuses what is only told': (rpc, _req, res) => {
    if (rpc.id === undefined) sendJson(res, 400, { error: 'no' })
  },
  'answers what is only told with a stream that stays open': (rpc, _req, res) => {
    if (rpc.id === undefined) res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
  },
  'wants an answer to its ping before it lists': pingsFirst(),
  'compresses although it is asked not to': (rpc, req, res) => {
    if (req.headers['accept-encoding'] !== 'identity') res.writeHead(500).end()
    if (rpc.method !== 'tools/list') return
    res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    res.end(gzipSync(JSON.stringify({ jsonrpc: '2.0', id: rpc.id, result: { tools } })))
  },
  'says of what is not compressed how it is': (rpc, _req, res) => {
    if (rpc.method !== 'tools/list') return
    res.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'UTF-8' })
    res.end(JSON.stringify({ jsonrpc: '2.0', id: rpc.id, result: { tools } }))
  },
  'calls its JSON plain text': (rpc, _req, res) => {
    if (rpc.method !== 'tools/list') return
    res.writeHead(200, { 'content-type': 'text/plain' })
    res.end(JSON.stringify({ jsonrpc: '2.0', id: rpc.id, result: { tools } }))
  },
  'gives a cursor that never advances': (rpc, _req, res) => {
    if (rpc.method === 'tools/list')
      sendJson(res, 200, { jsonrpc: '2.0', id: rpc.id, result: { tools, nextCursor: 'again' } })
  },
}

describe.each(Object.entries(oddServers))('a server that %s', (_what, odd) => {
  test('can be connected and used: the live check and the gateway have one patience', async () => {
    const server = await listen(serve(odd))
    const url = `${server.origin}/mcp`
    const token = newSecret()
    const tried = await tryCredential(url, { authorization: `Bearer ${token}` }, { policy: loopback })
    expect(tried).toMatchObject({ ok: true, tools: [{ name: 'search' }] })

    const { project } = await buildProject()
    const connection = await buildConnection({ project, url, slug: 'odd' })
    const { authorization } = await buildAgent(project, [[connection, token]])
    const listed = await post(`${at.gateway.url}/mcp/${project.slug}`, authorization, request('tools/list'))
    expect(toolsOf(listed).map(({ name }) => name)).toEqual(['odd__search'])
  })
})
