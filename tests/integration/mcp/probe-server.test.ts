import type { ServerResponse } from 'node:http'
import { getCACertificates, setDefaultCACertificates } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { Lookup } from '#lib/http/guarded-lookup.ts'
import { type ProbeReport, probeServer } from '#lib/mcp/probe-server.ts'
import { type Certificate, makeCertificate } from '#tests/support/mcp/certificate.ts'
import { listen, loopback, sendJson } from '#tests/support/mcp/listen.ts'
import { opened, startScriptedServer } from '#tests/support/mcp/scripted-server.ts'
import { startV1Server, startV2Server } from '#tests/support/mcp/sdk-servers.ts'

const policy = loopback
const lineOf = (report: ProbeReport, id: string) => report.lines.find((line) => line.id === id)
const states = (report: ProbeReport) => report.lines.map(({ state }) => state)

describe('a server that answers without a sign-in', () => {
  test('shows a legacy server (SDK v1) and closes its session', async () => {
    const server = await startV1Server()
    const report = await probeServer(`${server.origin}/mcp`, { policy })
    expect(report).toMatchObject({
      reach: 'reachable',
      era: 'legacy',
      mcpVersion: '2025-11-25',
      serverName: 'Version One',
    })
    expect(report.tools).toMatchObject([
      { name: 'echo', title: 'Echo', description: 'Says it again', annotations: { readOnlyHint: true } },
    ])
    expect(report.transport).toBe('streamable-http')
    expect(states(report)).toEqual(['ok', 'skipped', 'ok', 'ok'])
    expect(lineOf(report, 'mcp')?.detail).toBe('Version One speaks MCP 2025-11-25 and has one tool.')
    expect(lineOf(report, 'address')?.ms).toBeTypeOf('number')
    expect(report.reason).toBeUndefined()
    expect(server.sessions.size).toBe(0)
  })

  test('shows a server of both eras (SDK v2)', async () => {
    const server = await startV2Server('dual')
    const report = await probeServer(`${server.origin}/mcp`, { policy })
    expect(report).toMatchObject({ reach: 'reachable', era: 'dual', mcpVersion: '2026-07-28', serverName: 'v2' })
    expect(report.tools).toHaveLength(1)
  })

  test('shows a modern server (SDK v2 that refuses the older versions)', async () => {
    const server = await startV2Server('modern')
    const report = await probeServer(`${server.origin}/mcp`, { policy })
    expect(report).toMatchObject({ reach: 'reachable', era: 'modern', mcpVersion: '2026-07-28' })
    expect(report.tools).toHaveLength(1)
  })

  test.each([
    ['refused with 500', (_message: unknown, res: ServerResponse) => void res.writeHead(500).end()],
    [
      'refused with 400',
      (_message: unknown, res: ServerResponse) =>
        sendJson(res, 400, { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'x' } }),
    ],
    ['left unanswered', () => undefined],
  ])('asks in the legacy way when the modern question is %s', async (_how, discover) => {
    const server = await startScriptedServer({ 'server/discover': discover, 'tools/list': () => ({ tools: [] }) })
    const report = await probeServer(server.origin, { policy, timeoutMs: 3_000 })
    expect(report).toMatchObject({ reach: 'reachable', era: 'legacy', mcpVersion: '2025-06-18' })
  })

  test('says that a server is too new', async () => {
    const error = { code: -32022, message: 'Unsupported', data: { supported: ['2030-01-01'] } }
    const server = await listen((_req, res) => sendJson(res, 400, { jsonrpc: '2.0', id: null, error }))
    const report = await probeServer(server.origin, { policy })
    expect(report).toMatchObject({
      reach: 'not_mcp',
      reason: 'The server speaks only versions of MCP that Jetway does not know.',
    })
  })
})

describe('a server that asks for a sign-in', () => {
  const challenge = 'Bearer realm="OAuth", error="invalid_token", error_description="Missing or invalid access token"'

  test("explains the challenge of a 401 like Intercom's", async () => {
    const server = await listen((_req, res) =>
      sendJson(res, 401, { error: 'invalid_token' }, { 'www-authenticate': challenge }),
    )
    const report = await probeServer(server.origin, { policy })
    expect(report.reach).toBe('asks_sign_in')
    expect(report.mcpVersion).toBeUndefined()
    expect(report.transport).toBe('unknown')
    expect(lineOf(report, 'sign_in')).toMatchObject({ state: 'ok', detail: 'Answers 401 and asks for a Bearer token.' })
    expect(lineOf(report, 'mcp')).toMatchObject({ state: 'skipped' })
    expect(server.seen).toHaveLength(1)
  })

  test('knows the version where only the tools need a sign-in', async () => {
    const server = await startScriptedServer({
      'tools/list': (_message, res) => sendJson(res, 401, {}, { 'www-authenticate': 'Basic realm="x"' }),
    })
    const report = await probeServer(server.origin, { policy })
    expect(report).toMatchObject({
      reach: 'asks_sign_in',
      mcpVersion: '2025-06-18',
      serverName: 'scripted',
    })
    expect(lineOf(report, 'sign_in')?.detail).toContain('a user name and password (Basic)')
    expect(report.tools).toBeUndefined()
  })

  test('takes a bare 403 for a sign-in, and a web page with 403 for a firewall', async () => {
    const api = await listen((_req, res) => sendJson(res, 403, { error: 'no' }))
    expect((await probeServer(api.origin, { policy })).reach).toBe('asks_sign_in')

    const firewall = await listen(
      (_req, res) => void res.writeHead(403, { 'content-type': 'text/html' }).end('<h1>Blocked</h1>'),
    )
    const report = await probeServer(firewall.origin, { policy })
    expect(report.reach).toBe('unreachable')
    expect(lineOf(report, 'mcp')?.advice).toContain('firewall')
  })
})

describe('what is not an MCP server', () => {
  test('recognises the SSE transport of 2024-11-05', async () => {
    const server = await listen((req, res) => {
      if (req.method !== 'GET') return void res.writeHead(405).end()
      res.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: endpoint\ndata: /messages?id=1\n\n')
    })
    const report = await probeServer(`${server.origin}/sse`, { policy })
    expect(report).toMatchObject({ reach: 'not_mcp', transport: 'sse-only' })
    expect(lineOf(report, 'mcp')?.detail).toContain('old SSE transport')
    await expect.poll(server.openSockets).toBe(0)
  })

  test.each<[string, number, Record<string, string>, string, string]>([
    [
      'a web page',
      200,
      { 'content-type': 'text/html; charset=utf-8' },
      '<html>',
      'A web page answers at this address, not an MCP server.',
    ],
    ['a missing page', 404, {}, 'nope', 'There is nothing at this address (404).'],
    [
      'other JSON',
      200,
      { 'content-type': 'application/json' },
      '{"hello":"world"}',
      'The answer is not MCP, although it is JSON.',
    ],
    [
      'broken JSON',
      200,
      { 'content-type': 'application/json' },
      '{"jsonrpc":',
      'The answer is not MCP, although it is JSON.',
    ],
    ['a text', 200, { 'content-type': 'text/plain' }, 'hi', 'The answer is not MCP.'],
    [
      'a plain refusal',
      400,
      { 'content-type': 'text/plain' },
      'bad',
      'The server does not accept MCP requests at this address (400).',
    ],
    ['an empty stream', 200, { 'content-type': 'text/event-stream' }, '', 'The answer is not MCP.'],
  ])('says what it is: %s', async (_name, status, headers, body, detail) => {
    const server = await listen((_req, res) => void res.writeHead(status, headers).end(body))
    const report = await probeServer(server.origin, { policy })
    expect(report).toMatchObject({ reach: 'not_mcp', transport: 'unknown', reason: detail })
    expect(lineOf(report, 'mcp')).toMatchObject({ state: 'failed', detail })
    expect(lineOf(report, 'mcp')?.advice).toMatch(/address/)
  })

  test('says where a redirect leads and does not follow', async () => {
    const elsewhere = await listen((_req, res) => void res.end())
    const server = await listen(
      (_req, res) => void res.writeHead(301, { location: `${elsewhere.origin}/mcp?x=1` }).end(),
    )
    const report = await probeServer(server.origin, { policy })
    expect(report.reach).toBe('not_mcp')
    expect(report.reason).toBe(`127.0.0.1:${server.port} redirects to ${elsewhere.origin}/mcp, which is not followed.`)
    expect(elsewhere.seen).toEqual([])
  })

  test.each([
    ['JSON', 'application/json'],
    ['events', 'text/event-stream'],
  ])('ends a huge answer in %s', async (_name, type) => {
    const server = await listen((_req, res) => {
      res.writeHead(200, { 'content-type': type })
      const more = () => {
        while (!res.destroyed && res.write('data: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx'.repeat(1_000)));
        res.once('drain', more)
      }
      more()
    })
    const report = await probeServer(server.origin, { policy })
    expect(report.reach).toBe('not_mcp')
    expect(report.reason).toMatch(/more than 32 MB|larger than accepted/)
    await expect.poll(server.openSockets).toBe(0)
  })
})

describe('a server that is not there', () => {
  test('says which line failed and what to do', async () => {
    const gone = await listen(() => undefined)
    const report = await probeServer('http://127.0.0.1:1/mcp', { policy })
    expect(report).toMatchObject({ reach: 'unreachable', reason: '127.0.0.1:1 refuses the connection.' })
    expect(states(report)).toEqual(['failed', 'skipped', 'skipped', 'skipped'])
    expect(lineOf(report, 'address')?.advice).toBe('Check the address and the port, and that the server runs.')
    expect(gone.seen).toEqual([])
  })

  test.each([
    'https://169.254.169.254/',
    'https://2130706433/',
    'https://[::ffff:10.0.0.1]/',
    'http://example.com/',
    'nonsense',
  ])('refuses %s', async (url) => {
    const report = await probeServer(url, { policy: { allowNetworks: [] } })
    expect(report.reach).toBe('unreachable')
    expect(states(report)).toEqual(['failed', 'skipped', 'skipped', 'skipped'])
  })

  test('refuses a name that resolves to a private address (DNS rebinding)', async () => {
    const server = await listen((_req, res) => void res.end())
    const lookup: Lookup = (_host, _options, callback) => callback(null, [{ address: '127.0.0.1', family: 4 }])
    const report = await probeServer(`https://rebind.example:${server.port}`, { policy: { allowNetworks: [] }, lookup })
    expect(report).toMatchObject({ reach: 'unreachable', reason: 'rebind.example is not on the public internet.' })
    expect(server.openSockets()).toBe(0)
  })

  test('takes outages and throttling for what they are', async () => {
    const down = await listen((_req, res) => void res.writeHead(503).end())
    expect(await probeServer(down.origin, { policy })).toMatchObject({
      reach: 'unreachable',
      reason: 'The server answers with an error of its own (503).',
    })
    const busy = await listen((_req, res) => void res.writeHead(429).end())
    expect(await probeServer(busy.origin, { policy })).toMatchObject({
      reach: 'unreachable',
      reason: 'The server gets too many requests just now (429).',
    })
  })

  test('gives up on a server that never answers, and stops when told', async () => {
    const server = await listen(() => undefined)
    expect(await probeServer(server.origin, { policy, timeoutMs: 100 })).toMatchObject({
      reach: 'unreachable',
      reason: expect.stringContaining('too long'),
    })

    const stop = new AbortController()
    const stopped = probeServer(server.origin, { policy, signal: stop.signal })
    await expect.poll(() => server.seen.length).toBeGreaterThan(1)
    stop.abort()
    expect(await stopped).toMatchObject({ reach: 'unreachable', reason: 'The request was stopped.' })
    await expect.poll(server.openSockets).toBe(0)
  })

  test('leaves a resolver behind that never answers', async () => {
    const report = await probeServer('https://a.example', { policy, timeoutMs: 50, lookup: () => undefined })
    expect(report).toMatchObject({ reach: 'unreachable', reason: 'a.example took too long to answer.' })
  })
})

describe('TLS', () => {
  const authority = makeCertificate()
  const startTls = (certificate: Certificate) => listen((_req, res) => void res.writeHead(401).end(), certificate)
  const probeTls = async (certificate: Certificate) => {
    const server = await startTls(certificate)
    return probeServer(`https://localhost:${server.port}`, { policy })
  }
  const trustAuthority = () => {
    const before = getCACertificates('default')
    setDefaultCACertificates([...before, authority.cert])
    onTestFinished(() => setDefaultCACertificates(before))
  }

  test('says what a good certificate is and until when', async () => {
    trustAuthority()
    const report = await probeTls(makeCertificate({ issuer: authority }))
    expect(report.reach).toBe('asks_sign_in')
    expect(lineOf(report, 'tls')).toMatchObject({
      state: 'ok',
      detail: expect.stringMatching(/^TLSv1\.3, certificate from Jetway tests, valid until 20\d\d-/),
    })
  })

  test('says that a certificate is self-signed', async () => {
    const report = await probeTls(makeCertificate())
    expect(report.reach).toBe('unreachable')
    expect(states(report)).toEqual(['ok', 'failed', 'skipped', 'skipped'])
    expect(lineOf(report, 'tls')).toMatchObject({
      detail: 'The certificate is self-signed.',
      advice: expect.stringContaining('public certificate authority'),
    })
  })

  test('says that a certificate is for another name, has expired, or comes from a stranger', async () => {
    expect((await probeTls(makeCertificate({ issuer: authority }))).reason).toContain('Nobody this machine trusts')
    trustAuthority()
    expect((await probeTls(makeCertificate({ issuer: authority, names: 'DNS:other.example' }))).reason).toBe(
      'The certificate is for another name.',
    )
    expect((await probeTls(makeCertificate({ issuer: authority, hasExpired: true }))).reason).toBe(
      'The certificate has expired.',
    )
  })

  test('says that a port does not speak TLS', async () => {
    const plain = await listen((_req, res) => void res.end())
    const report = await probeServer(`https://localhost:${plain.port}`, { policy })
    expect(lineOf(report, 'tls')).toMatchObject({ state: 'failed', detail: 'The port does not speak TLS.' })
  })
})

test('one odd tool spoils nothing', async () => {
  const odd = [
    null,
    { name: 7 },
    { name: 'bare' },
    { name: 'good', inputSchema: { type: 'object' }, outputSchema: { type: 'array' } },
  ]
  const server = await startScriptedServer({ initialize: () => opened, 'tools/list': () => ({ tools: odd }) })
  const report = await probeServer(server.origin, { policy })
  expect(report.tools?.map(({ name }) => name)).toEqual(['bare', 'good'])
})
