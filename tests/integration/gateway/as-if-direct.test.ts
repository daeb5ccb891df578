import { type IncomingMessage, request as send } from 'node:http'
import { gunzipSync, gzipSync } from 'node:zlib'
import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { type Exchange, findDifferences } from '#tests/support/gateway/allowed-differences.ts'
import { connectServers } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { type Listening, listen } from '#tests/support/mcp/listen.ts'

const at = gatewayForThisFile()
const runs = 1000

type Headers = Record<string, string | string[] | undefined>
type Said = { status: number; headers: Headers; chunks: Buffer[] }
type Asked = { method: 'POST' | 'DELETE'; headers: Headers; chunks: Buffer[] }

/** What the server says next, to whoever asks. */
let next: Said = { status: 200, headers: {}, chunks: [] }
let upstream: Listening
let place: Awaited<ReturnType<typeof connectServers>>

beforeAll(async () => {
  const closers: (() => Promise<void>)[] = []
  upstream = await listen(
    (_req, res) => {
      res.writeHead(next.status, next.headers)
      for (const chunk of next.chunks) res.write(chunk)
      res.end()
    },
    undefined,
    (close) => closers.push(close),
  )
  place = await connectServers(at.gateway, { odd: upstream.origin })
  return async () => {
    for (const close of closers) await close()
  }
})

const text = fc.string({ unit: 'binary', maxLength: 30 })
const bigNumbers = fc.constantFrom('1234567890123456789', '10.0', '1e400', '-0', '0.1000000000000000055')
/** JSON as writers write it: numbers no machine holds, spaces, escapes, members in any order. */
const written = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.stringify(value)),
  bigNumbers,
  text.map((value) => JSON.stringify(value).replace(/[a-f]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`)),
)
const spaces = fc.constantFrom('', ' ', '\n', '\t ')
const ids = fc.oneof(
  bigNumbers.filter((one) => one !== '1e400'),
  fc.constantFrom('1', '"a"', '"\\u0061"'),
)
const members = fc.record({ id: ids, extra: written, params: written, space: spaces })
const messages = fc.oneof(
  {
    weight: 8,
    arbitrary: members.map(
      ({ id, extra, params, space }) =>
        `{${space}"jsonrpc":"2.0","x":${extra},${space}"id":${id},"method":"tools/call","params":{"name":"any","arguments":${params}}${space}}`,
    ),
  },
  {
    weight: 2,
    arbitrary: members.map(({ extra }) => `{"jsonrpc":"2.0","method":"notifications/odd","params":{"x":${extra}}}`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '[]',
      '42',
      '{"jsonrpc":"1.0"}',
      '{"jsonrpc":"2.0"',
      '[{"jsonrpc":"2.0","id":1,"method":"ping"}]',
    ),
  },
)

/** The same bytes, cut anywhere. */
const cut = (bytes: Buffer, places: number[]): Buffer[] => {
  const ends = [...new Set([...places.map((place) => place % (bytes.length + 1)), bytes.length])].sort((a, b) => a - b)
  return ends.map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end)).filter(({ length }) => length > 0)
}
const cuts = fc.array(fc.nat(2_000), { maxLength: 5 })

const asked: fc.Arbitrary<Asked> = fc
  .record({
    method: fc.constantFrom('POST' as const, 'POST' as const, 'POST' as const, 'DELETE' as const),
    headers: fc.record(
      {
        accept: fc.constantFrom(
          'application/json, text/event-stream',
          'text/event-stream;q=0.1, */*',
          'application/json',
        ),
        'content-type': fc.constantFrom('application/json', 'application/json; charset=utf-8', 'Application/JSON ;x=y'),
        'mcp-protocol-version': fc.constantFrom('2025-11-25', '2025-03-26', 'odd'),
        'mcp-param-region': fc.constantFrom('eu', 'a b'),
        'last-event-id': fc.constantFrom('7', 'x/y'),
        'x-custom': fc.constantFrom('1', '2'),
        cookie: fc.constant('a=b'),
        origin: fc.constant('http://127.0.0.1'),
        'accept-language': fc.constant('de'),
      },
      { requiredKeys: ['content-type'] },
    ),
    body: messages,
    cuts,
  })
  .map(({ method, headers, body, cuts: places }) => {
    const { origin: _origin, ...rest } = headers
    return {
      method,
      headers: rest,
      chunks: method === 'POST' ? cut(Buffer.from(body), places) : [],
    }
  })

const bodies = fc.oneof(
  written.map((result) => `{"jsonrpc":"2.0", "id":1, "result":{"n":${result}}}`),
  written.map((data) => `{"jsonrpc":"2.0","id":1,"error":{"code":-32603,"message":"No","data":${data}}}`),
  fc
    .array(written, { maxLength: 3 })
    .map((all) =>
      all
        .map((one) => `event: message\nid: 4\ndata: {"jsonrpc":"2.0","id":1,"result":${one}}\n\n`)
        .join(': still there\n\n'),
    ),
  text,
  fc.constant(''),
)
const saidBy: fc.Arbitrary<Said> = fc
  .record({
    status: fc.constantFrom(200, 200, 200, 202, 201, 400, 404, 407, 409, 429, 500, 503),
    headers: fc.record(
      {
        'content-type': fc.constantFrom(
          'application/json',
          'text/event-stream',
          'text/event-stream; charset=utf-8',
          'text/plain',
          'application/json;odd',
        ),
        'retry-after': fc.constantFrom('3', 'Wed, 21 Oct 2026 07:28:00 GMT'),
        allow: fc.constantFrom<string | string[]>('POST', ['POST', 'GET']),
        'set-cookie': fc.constantFrom<string | string[]>('a=b', ['a=b', 'c=d']),
        'www-authenticate': fc.constant('Bearer'),
        server: fc.constant('odd/1'),
        'cache-control': fc.constantFrom('public, max-age=60', 'no-transform', 'private'),
        'mcp-protocol-version': fc.constant('2025-11-25'),
      },
      { requiredKeys: ['content-type'] },
    ),
    body: bodies,
    isPacked: fc.boolean(),
    cuts,
  })
  .map(({ status, headers, body, isPacked, cuts: places }) => {
    const bytes = isPacked ? gzipSync(Buffer.from(body)) : Buffer.from(body)
    const packed = isPacked ? { 'content-encoding': 'gzip' } : {}
    return { status, headers: { ...headers, ...packed }, chunks: cut(bytes, places) }
  })

function ask(
  url: string,
  { method, headers, chunks }: Asked,
  own: Record<string, string> = {},
): Promise<Exchange['got']> {
  return new Promise((resolve, reject) => {
    const req = send(url, { method, headers: { ...headers, ...own }, agent: false }, (res: IncomingMessage) => {
      const parts: Buffer[] = []
      res.on('data', (part: Buffer) => parts.push(part))
      res.on('end', () => {
        const { 'content-encoding': encoding, ...rest } = res.headers
        const bytes = Buffer.concat(parts)
        const body = encoding === 'gzip' && bytes.length > 0 ? gunzipSync(bytes) : bytes
        resolve({ status: res.statusCode ?? 0, headers: rest, body: body.toString() })
      })
      res.on('error', reject)
    })
    req.on('error', reject)
    for (const chunk of chunks) req.write(chunk)
    req.end()
  })
}

async function exchange(url: string, request: Asked, own?: Record<string, string>): Promise<Exchange> {
  const before = upstream.seen.length
  const got = await ask(url, request, own)
  return { seen: upstream.seen[before] ?? null, got }
}

test('is answered as if directly, but for what is on the list', { timeout: 120_000 }, async () => {
  const { url, authorization } = place
  await fc.assert(
    fc.asyncProperty(asked, saidBy, async (request, said) => {
      next = said
      const direct = await exchange(`${upstream.origin}/mcp`, request)
      const through = await exchange(`${url}/odd`, request, { authorization })
      expect(findDifferences(direct, through)).toEqual([])
    }),
    { numRuns: runs, endOnFailure: true },
  )
})

test.each<[string, (through: Exchange) => Exchange]>([
  ['a number', ({ seen, got }) => ({ seen, got: { ...got, body: got.body.replace('10.0', '10') } })],
  ['a header back', ({ seen, got }) => ({ seen, got: { ...got, headers: { ...got.headers, 'set-cookie': 'a=b' } } })],
  ['a header up', ({ seen, got }) => ({ seen: seen && { ...seen, headers: { ...seen.headers, cookie: 'a=b' } }, got })],
  ['the status', ({ seen, got }) => ({ seen, got: { ...got, status: 201 } })],
])('the comparison notices %s', async (_what, change) => {
  next = { status: 200, headers: { 'content-type': 'application/json' }, chunks: [Buffer.from('{"n":10.0}')] }
  const body = Buffer.from('{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"any"}}')
  const request: Asked = { method: 'POST', headers: { 'content-type': 'application/json' }, chunks: [body] }
  const direct = await exchange(`${upstream.origin}/mcp`, request)
  const through = await exchange(`${place.url}/odd`, request, { authorization: place.authorization })
  expect(findDifferences(direct, through)).toEqual([])
  expect(findDifferences(direct, change(through))).toHaveLength(1)
})
