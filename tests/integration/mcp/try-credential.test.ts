import { describe, expect, test } from 'vitest'
import { tryCredential } from '#lib/mcp/try-credential.ts'
import { listen, loopback, sendJson } from '#tests/support/mcp/listen.ts'
import { type Message, opened, startScriptedServer } from '#tests/support/mcp/scripted-server.ts'
import { startV1Server, startV2Server } from '#tests/support/mcp/sdk-servers.ts'

const policy = loopback
const token = 'dG9rOjEyMzQ1Njc4OTA='
const headers = { Authorization: `Bearer ${token}` }
const tool = (name: string) => ({ name, description: '', inputSchema: { type: 'object' } })

describe('values that work', () => {
  test('opens a legacy server, lists its tools and closes the session, with the headers each time', async () => {
    const server = await startV1Server()
    const result = await tryCredential(`${server.origin}/mcp`, headers, { policy })
    expect(result).toMatchObject({
      ok: true,
      era: 'legacy',
      mcpVersion: '2025-11-25',
      serverName: 'Version One',
      tools: [{ name: 'echo' }],
    })
    expect(server.sessions.size).toBe(0)
    expect(server.seen.at(-1)?.method).toBe('DELETE')
    expect(server.seen.every((request) => request.headers.authorization === headers.Authorization)).toBe(true)
  })

  test.each(['dual', 'modern'] as const)('opens a %s server', async (era) => {
    const server = await startV2Server(era)
    const result = await tryCredential(`${server.origin}/mcp`, headers, { policy })
    expect(result).toMatchObject({ ok: true, era, mcpVersion: '2026-07-28', tools: [{ name: 'echo' }] })
  })

  test('reads all pages, in JSON and in streams, also with an odd tool', async () => {
    const server = await startScriptedServer({
      'tools/list': ({ id, params }, res) => {
        if (params?.cursor !== 'two') return { tools: [tool('a'), { name: null }], nextCursor: 'two' }
        const message = { jsonrpc: '2.0', id, result: { tools: [{ name: 'b', outputSchema: { type: 'array' } }] } }
        res.writeHead(200, { 'content-type': 'text/event-stream' })
        return void res.end(
          `id: 1\ndata: \n\n: ping\n\ndata: {"jsonrpc":"2.0","method":"x"}\n\ndata: ${JSON.stringify(message)}\n\n`,
        )
      },
    })
    const result = await tryCredential(server.origin, headers, { policy })
    expect(result.ok && result.tools.map(({ name }) => name)).toEqual(['a', 'b'])
  })

  test('reads no further than the answer in a stream that goes on', async () => {
    const server = await startScriptedServer({
      'tools/list': ({ id }, res) => {
        res.writeHead(200, { 'content-type': 'text/event-stream' })
        res.write(`data: ${JSON.stringify({ jsonrpc: '2.0', id, result: { tools: [tool('a')] } })}\n\n`)
      },
    })
    expect(await tryCredential(server.origin, headers, { policy })).toMatchObject({ ok: true, tools: [{ name: 'a' }] })
    await expect.poll(server.openSockets).toBe(0)
  })

  test('ends a list that never does', async () => {
    const cursor = (params: Message['params']) => String(Number(params?.cursor ?? 0) + 1)
    const endless = await startScriptedServer({
      'tools/list': ({ params }) => ({ tools: [tool(`tool-${params?.cursor}`)], nextCursor: cursor(params) }),
    })
    const result = await tryCredential(endless.origin, headers, { policy })
    expect(result.ok && result.tools).toHaveLength(100)

    const looping = await startScriptedServer({ 'tools/list': () => ({ tools: [tool('a')], nextCursor: 'again' }) })
    const looped = await tryCredential(looping.origin, headers, { policy })
    expect(looped.ok && looped.tools).toHaveLength(1)
  })

  test('keeps at most 5,000 tools', async () => {
    const server = await startScriptedServer({
      'tools/list': () => ({ tools: Array.from({ length: 5_001 }, (_, i) => tool(`t${i}`)), nextCursor: 'x' }),
    })
    const result = await tryCredential(server.origin, headers, { policy })
    expect(result.ok && result.tools).toHaveLength(5_000)
  })

  test('takes a server without tools for what it is', async () => {
    const server = await startScriptedServer({ initialize: () => ({ ...opened, capabilities: {} }) })
    expect(await tryCredential(server.origin, headers, { policy })).toMatchObject({ ok: true, tools: [] })
  })
})

describe('a server that is not reached', () => {
  const attempt = (url: string) => tryCredential(url, headers, { policy, timeoutMs: 5_000 })

  test('is not for whoever gives values to mend', async () => {
    const elsewhere = await listen((_req, res) => void res.writeHead(302, { location: 'https://a.example/' }).end())
    for (const url of ['http://127.0.0.1:1', 'https://169.254.169.254', elsewhere.origin]) {
      expect(await attempt(url)).toMatchObject({
        ok: false,
        message: expect.stringMatching(
          /\. That is not about your values: an admin finds what to do on the server’s page\.$/,
        ),
      })
    }
  })

  test('may be tried again by them when it was only slow', async () => {
    const silent = await listen(() => undefined)
    expect(await tryCredential(silent.origin, headers, { policy, timeoutMs: 50 })).toMatchObject({
      message: expect.stringMatching(/took too long to answer\. Try again in a few minutes\.$/),
    })
  })
})

describe('values that do not', () => {
  const refusing = (status: number, body: unknown, extra: Record<string, string> = {}) =>
    listen((_req, res) => sendJson(res, status, body, extra))

  test('says what the server said to a 401, from the challenge', async () => {
    const server = await refusing(
      401,
      {},
      { 'www-authenticate': 'Bearer realm="OAuth", error_description="Missing or invalid access token"' },
    )
    expect(await tryCredential(server.origin, headers, { policy })).toEqual({
      ok: false,
      reason: 'rejected',
      message: 'The server does not accept these values (401). Check them and try again.',
      said: 'Missing or invalid access token',
    })
  })

  test.each([
    [{ error: 'invalid_token', error_description: 'Invalid access token' }, 'Invalid access token'],
    [{ error: { message: 'Expired' } }, 'Expired'],
    [{ message: 'No\r\nentry\u202e' }, 'No entry'],
    [{ error: 'nope' }, 'nope'],
    [{ jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Unauthorized' } }, 'Unauthorized'],
    [[], undefined],
    [{ error: 7 }, undefined],
  ])('says what the server said in a body: %j', async (body, said) => {
    const server = await refusing(401, body)
    const result = await tryCredential(server.origin, headers, { policy })
    expect(result).toMatchObject({ ok: false, reason: 'rejected' })
    expect('said' in result ? result.said : undefined).toBe(said)
  })

  test.each([
    ['error="insufficient_scope", scope="read:things"', 'insufficient_scope (scope: read:things)'],
    ['scope=read', 'insufficient_scope (scope: read)'],
    ['error="insufficient_scope", error_description="Ask your admin", scope="a b"', 'Ask your admin (scope: a b)'],
  ])('names the permission that a 403 asks for: %s', async (params, said) => {
    const server = await refusing(403, {}, { 'www-authenticate': `Bearer ${params}` })
    expect(await tryCredential(server.origin, headers, { policy })).toMatchObject({ reason: 'forbidden', said })
  })

  test('keeps the words short', async () => {
    const server = await refusing(403, { message: 'x'.repeat(5_000) })
    const result = await tryCredential(server.origin, headers, { policy })
    expect(result).toMatchObject({ ok: false, reason: 'forbidden' })
    expect('said' in result && result.said).toHaveLength(300)
  })

  test.each([
    [429, {}, 'rate_limited'],
    [503, {}, 'unreachable'],
    [500, {}, 'unreachable'],
    [404, {}, 'not_mcp'],
    [200, { hello: 'world' }, 'not_mcp'],
    [200, { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'Bad key' } }, 'rejected'],
    [200, { jsonrpc: '2.0', id: null, error: { code: -32603, message: 'Oops' } }, 'unreachable'],
  ])('takes %s %j for %s', async (status, body, reason) => {
    const server = await refusing(status, body)
    expect(await tryCredential(server.origin, headers, { policy })).toMatchObject({ ok: false, reason })
  })

  test.each([
    [431, 'rejected', 'short'],
    [431, 'rejected', 'x'.repeat(12_000)],
    [400, 'not_mcp', 'x'.repeat(12_000)],
    [413, 'not_mcp', 'x'.repeat(12_000)],
  ])('takes a %s to long headers for what it is (%s)', async (status, reason, value) => {
    const server = await listen(
      (_req, res) => void res.writeHead(status, { 'content-type': 'text/html' }).end('<h1>No'),
    )
    expect(await tryCredential(server.origin, { 'x-key': value }, { policy })).toEqual({
      ok: false,
      reason,
      message: `The server does not take the request (${status}). The value may be too long for this server.`,
    })
  })

  test('does not blame the length for a 400 that has another reason', async () => {
    const page = await refusing(400, {})
    expect(await tryCredential(page.origin, headers, { policy })).toMatchObject({ reason: 'not_mcp' })
    const answer = { jsonrpc: '2.0', id: null, error: { code: -32000, message: 'Bad' } }
    const long = await tryCredential((await refusing(400, answer)).origin, { a: 'x'.repeat(9_000) }, { policy })
    expect(long).toMatchObject({ reason: 'rejected', message: expect.not.stringContaining('too long') })
  })

  test('names the length where a real server takes no such headers, or breaks off at once', async () => {
    const node = await startV1Server()
    const tooLong = { authorization: `Bearer ${'x'.repeat(20_000)}` }
    const result = await tryCredential(`${node.origin}/mcp`, tooLong, { policy })
    expect(result).toMatchObject({ ok: false, message: expect.stringContaining('may be too long for this server') })

    const abrupt = await listen((req) => void req.socket.destroy())
    const cut = await tryCredential(abrupt.origin, { a: 'x'.repeat(9_000) }, { policy })
    expect(cut).toMatchObject({ reason: 'unreachable', message: expect.stringMatching(/broke off.* may be too long/) })
    const short = await tryCredential(abrupt.origin, headers, { policy })
    expect(short).toMatchObject({ reason: 'unreachable', message: expect.not.stringContaining('too long') })
  })

  test('finds out when only the tools are refused, and closes the session', async () => {
    const server = await startScriptedServer({
      initialize: ({ id }, res) =>
        sendJson(res, 200, { jsonrpc: '2.0', id, result: opened }, { 'mcp-session-id': 's1' }),
      'tools/list': (_message, res) => sendJson(res, 401, { message: 'Sign in first' }),
    })
    expect(await tryCredential(server.origin, headers, { policy })).toMatchObject({
      ok: false,
      reason: 'rejected',
      said: 'Sign in first',
    })
    expect(server.seen.at(-1)).toMatchObject({
      method: 'DELETE',
      headers: { 'mcp-session-id': 's1', ...{ authorization: headers.Authorization } },
    })
  })

  test('does not carry values along a redirect', async () => {
    const other = await listen((_req, res) => void res.end())
    const server = await listen((_req, res) => void res.writeHead(307, { location: other.origin }).end())
    expect(await tryCredential(server.origin, headers, { policy })).toMatchObject({ ok: false, reason: 'not_mcp' })
    expect(other.seen).toEqual([])
  })

  test('says that nothing answers, or too much, or too late', async () => {
    expect(await tryCredential('http://127.0.0.1:1', headers, { policy })).toMatchObject({
      ok: false,
      reason: 'unreachable',
    })
    expect(await tryCredential('https://10.0.0.1', headers, { policy })).toMatchObject({
      ok: false,
      reason: 'unreachable',
    })
    const silent = await listen(() => undefined)
    expect(await tryCredential(silent.origin, headers, { policy, timeoutMs: 100 })).toMatchObject({
      ok: false,
      reason: 'unreachable',
    })
    const huge = await startScriptedServer({ 'tools/list': () => ({ tools: [tool('x'.repeat(33 * 1_048_576))] }) })
    expect(await tryCredential(huge.origin, headers, { policy })).toMatchObject({ ok: false, reason: 'too_large' })
  })
})

describe('secrecy', () => {
  test('never repeats a value that the server echoes, in whatever form', async () => {
    const echoes = [headers.Authorization, token, encodeURIComponent(token), token.split('').join('\u200b')]
    for (const echo of echoes) {
      const server = await listen((_req, res) => sendJson(res, 401, { message: `You sent ${echo}` }))
      const result = await tryCredential(server.origin, headers, { policy })
      expect(result).toMatchObject({ said: 'You sent [hidden]' })
    }
  })

  test('never keeps a value that the server writes into a name or a tool', async () => {
    const result = { ...opened, serverInfo: { name: `for ${token}` } }
    const listed = {
      ...tool('a'),
      description: `token ${token}`,
      inputSchema: { type: 'object', default: { [`x-${token}`]: token } },
    }
    const server = await startScriptedServer({ initialize: () => result, 'tools/list': () => ({ tools: [listed] }) })
    const tried = await tryCredential(server.origin, headers, { policy })
    expect(tried).toMatchObject({ ok: true, serverName: 'for [hidden]' })
    expect(JSON.stringify(tried)).not.toContain(token)
  })

  test('never repeats a value that the server puts into a redirect or its version', async () => {
    const plain = 'plain-secret-token'
    const redirecting = await listen(
      (req, res) => void res.writeHead(307, { location: `/${req.headers['x-key']}` }).end(),
    )
    const redirected = await tryCredential(redirecting.origin, { 'x-key': plain }, { policy })
    expect(redirected).toMatchObject({ ok: false, reason: 'not_mcp' })

    const versioned = await startScriptedServer({
      initialize: () => ({ ...opened, protocolVersion: plain }),
      'tools/list': () => ({ tools: [] }),
    })
    const tried = await tryCredential(versioned.origin, { 'x-key': plain }, { policy })
    expect(tried).toMatchObject({ ok: true, mcpVersion: '[hidden]' })
    expect(JSON.stringify([redirected, tried])).not.toContain(plain)
  })

  test.each(['line\r\nbreak-secret', 'ümlaut-secret'])(
    'refuses the value %j without sending or repeating it',
    async (value) => {
      const server = await listen((_req, res) => void res.end())
      const result = await tryCredential(server.origin, { 'x-key': value }, { policy })
      expect(result).toMatchObject({ ok: false, reason: 'rejected' })
      expect(JSON.stringify(result)).not.toContain('secret')
      expect(server.seen).toEqual([])
    },
  )

  test('never lets a given header replace one of the protocol', async () => {
    const server = await startV2Server('modern')
    const result = await tryCredential(
      `${server.origin}/mcp`,
      { 'MCP-Protocol-Version': '1999-01-01', 'Content-Type': 'text/plain' },
      { policy },
    )
    expect(result).toMatchObject({ ok: true })
  })
})
