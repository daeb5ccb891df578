/** A server of which each moment may go wrong in a way of its own, and whose tools may be anything. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import fc from 'fast-check'
import { type Listening, listen, type OnEnd, sendJson } from './listen.ts'
import { opened } from './scripted-server.ts'

type Answer = { req: IncomingMessage; res: ServerResponse; id: unknown; result: unknown }
type Oddity = (answer: Answer) => void

const json = { 'content-type': 'application/json' }
const stream = { 'content-type': 'text/event-stream' }
const whole = ({ id, result }: Answer) => JSON.stringify({ jsonrpc: '2.0', id, result })

/** Whatever a server may answer instead of the answer; nothing of it waits. */
const oddities: Record<string, Oddity> = {
  'an answer': (answer) => void answer.res.writeHead(200, json).end(whole(answer)),
  'an answer in a stream': (answer) => void answer.res.writeHead(200, stream).end(`data: ${whole(answer)}\n\n`),
  HTML: ({ res }) => void res.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><p>Hello'),
  'HTML that fails': ({ res }) => void res.writeHead(502, { 'content-type': 'text/html' }).end('<h1>Bad Gateway'),
  nothing: ({ res }) => void res.writeHead(200, json).end(),
  '202': ({ res }) => void res.writeHead(202).end(),
  '204': ({ res }) => void res.writeHead(204).end(),
  'another id': ({ res, result }) => sendJson(res, 200, { jsonrpc: '2.0', id: 'another', result }),
  'no id': ({ res, result }) => sendJson(res, 200, { jsonrpc: '2.0', id: null, result }),
  'half of it': (answer) => void answer.res.writeHead(200, json).end(whole(answer).slice(0, -9)),
  'a stream that ends': ({ res }) => void res.writeHead(200, stream).end(': nothing comes\n\n'),
  'a stream that is cut': ({ res }) => void res.writeHead(200, stream).write('data: {"jsonrpc', () => res.destroy()),
  'a closed door': ({ req }) => void req.socket.destroy(),
  'a redirect': ({ res }) => void res.writeHead(307, { location: 'https://elsewhere.example/mcp' }).end(),
  '401': ({ res }) => void res.writeHead(401, { 'www-authenticate': 'Bearer error="invalid_token"' }).end(),
  '403': ({ res }) => void res.writeHead(403, { 'www-authenticate': 'Bearer error="insufficient_scope"' }).end(),
  '404': ({ res, id }) =>
    sendJson(res, 404, { jsonrpc: '2.0', id, error: { code: -32001, message: 'Session not found' } }),
  '429': ({ res }) => void res.writeHead(429, { 'retry-after': '1' }).end(),
  '500': ({ res }) => void res.writeHead(500, json).end('{"error":'),
  'an error': ({ res, id }) => sendJson(res, 200, { jsonrpc: '2.0', id, error: { code: -32603, message: 'No' } }),
  'an error that is none': ({ res, id }) => sendJson(res, 200, { jsonrpc: '2.0', id, error: 'No' }),
  'an array': (answer) => void answer.res.writeHead(200, json).end(`[${whole(answer)}]`),
  'a number': ({ res }) => void res.writeHead(200, json).end('42'),
  'null as its result': ({ res, id }) => sendJson(res, 200, { jsonrpc: '2.0', id, result: null }),
  'a result of another kind': ({ res, id }) => sendJson(res, 200, { jsonrpc: '2.0', id, result: ['x', { tools: 7 }] }),
}

const methods = [
  'initialize',
  'notifications/initialized',
  'tools/list',
  'tools/call',
  'ping',
  'DELETE',
  'GET',
] as const
type Plan = { odd: Record<string, string>; tools: unknown[]; nextCursor?: unknown }

const words = fc.constantFrom('name', 'a/b', 'öl', '', ' ', 'x'.repeat(90), '__proto__', 'search', 'good__whoami')
const schemas = fc.oneof(
  fc.constantFrom({ type: 'object' }, {}, null, { type: 'string' }, { anyOf: [{ type: 'object' }] }, 'none', 7, []),
  fc.jsonValue({ maxDepth: 3 }),
)
const oddTools = fc.oneof(
  fc.record(
    { name: words, inputSchema: schemas, outputSchema: schemas, annotations: fc.jsonValue(), title: fc.jsonValue() },
    { requiredKeys: ['name'] },
  ),
  fc.record({ name: words, inputSchema: fc.constant({ type: 'object' }) }),
  fc.jsonValue({ maxDepth: 2 }),
)
const ways = fc.oneof(
  { weight: 2, arbitrary: fc.constant('an answer') },
  { weight: 1, arbitrary: fc.constantFrom(...Object.keys(oddities)) },
)

export const anyPlan: fc.Arbitrary<Plan> = fc.record(
  {
    odd: fc.tuple(...methods.map((method) => fc.tuple(fc.constant(method), ways))).map(Object.fromEntries<string>),
    tools: fc.array(oddTools, { maxLength: 6 }),
    nextCursor: fc.constantFrom('again', '', 7, null),
  },
  { requiredKeys: ['odd', 'tools'] },
)

export function startPlannedServer({ odd, tools, nextCursor }: Plan, onEnd?: OnEnd): Promise<Listening> {
  const results: Record<string, unknown> = {
    initialize: opened,
    'tools/list': { tools, ...(nextCursor !== undefined && { nextCursor }) },
    'tools/call': { content: [{ type: 'text', text: 'done' }] },
    ping: {},
  }
  return listen(
    (req, res, body) => {
      const { id = null, method = req.method } = body === '' ? {} : JSON.parse(body)
      const way = Object.hasOwn(odd, method) ? (odd[method] ?? '') : 'an error'
      oddities[way]?.({ req, res, id, result: results[method] ?? {} })
    },
    undefined,
    onEnd,
  )
}
