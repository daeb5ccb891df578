import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Intercom, startIntercom } from '#sandbox/intercom/start-intercom.ts'
import { openSession, post, readEvent, toInitialize } from './intercom-session.ts'

let intercom: Intercom

beforeAll(async () => {
  intercom = await startIntercom()
})
afterAll(() => intercom.close())
beforeEach(() => {
  intercom.calls.length = 0
})

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` }
}

describe('authorization', () => {
  test.each(['GET', 'POST', 'DELETE', 'PUT'])(
    'answers %s without a token before looking at the method',
    async (method) => {
      for (const path of ['/mcp', '/sse', '/mcp/.well-known/oauth-authorization-server']) {
        const response = await fetch(new URL(path, intercom.url), { method })
        expect(response.status).toBe(401)
        expect(response.headers.get('www-authenticate')).toBe(
          'Bearer realm="OAuth", error="invalid_token", error_description="Missing or invalid access token"',
        )
        expect(response.headers.get('content-type')).toBe('application/json')
        expect(await response.text()).toBe(
          '{"error":"invalid_token","error_description":"Missing or invalid access token"}',
        )
      }
    },
  )

  test('refuses a token it does not know, and one sent without the Bearer scheme', async () => {
    const unknown = await post(intercom.url, toInitialize(), bearer('dG9rOnVua25vd24='))
    expect(unknown.status).toBe(401)
    expect(unknown.headers.get('www-authenticate')).toBe('Bearer realm="OAuth", error="invalid_token"')
    expect(unknown.text).toBe('{"error":"invalid_token","error_description":"Invalid access token"}')
    const bare = await post(intercom.url, toInitialize(), { authorization: intercom.tokens.acme })
    expect(JSON.parse(bare.text).error_description).toBe('Missing or invalid access token')
  })

  test('keeps the hosts apart (a US token opens nothing in the EU)', async () => {
    expect((await post(intercom.euUrl, toInitialize(), bearer(intercom.tokens.acme))).status).toBe(401)
    expect((await post(intercom.url, toInitialize(), bearer(intercom.tokens.nordlicht))).status).toBe(401)
    expect((await post(intercom.euUrl, toInitialize(), bearer(intercom.tokens.nordlicht))).status).toBe(200)
  })

  test('refuses a revoked and an expired token within an open session', async () => {
    const revoked = intercom.issueToken('acme')
    const session = await openSession(intercom.url, revoked)
    intercom.revokeToken(revoked)
    const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }
    expect((await post(intercom.url, ping, session.headers)).text).toContain('Invalid access token')
    const expired = intercom.issueToken('acme')
    intercom.expireToken(expired)
    expect((await post(intercom.url, toInitialize(), bearer(expired))).text).toContain('Access token expired')
  })

  test('issues tokens that look like those of the Developer Hub', () => {
    for (const token of Object.values(intercom.tokens)) {
      expect(token).toMatch(/^dG9rO[A-Za-z0-9+/]+=*$/)
      expect(Buffer.from(token, 'base64').toString()).toMatch(/^tok:/)
    }
  })
})

describe('discovery', () => {
  test('has authorization server metadata at the origin only', async () => {
    const { origin } = new URL(intercom.euUrl)
    const found = await fetch(`${origin}/.well-known/oauth-authorization-server`)
    expect(await found.json()).toMatchObject({
      issuer: origin,
      registration_endpoint: `${origin}/register`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
    })
    for (const path of ['oauth-protected-resource', 'oauth-protected-resource/mcp', 'oauth-authorization-server/mcp']) {
      expect((await fetch(`${origin}/.well-known/${path}`)).status).toBe(404)
    }
  })

  test('registers loopback clients and refuses redirects that are not on its list', async () => {
    const { origin } = new URL(intercom.url)
    const allowed = await post(`${origin}/register`, {
      redirect_uris: ['http://127.0.0.1:9/callback'],
      token_endpoint_auth_method: 'none',
    })
    expect(allowed.status).toBe(201)
    expect(JSON.parse(allowed.text)).not.toHaveProperty('client_secret')
    const refused = await post(`${origin}/register`, { redirect_uris: ['https://agent.example/callback'] })
    expect(refused.status).toBe(400)
    expect(JSON.parse(refused.text)).toMatchObject({
      error: 'invalid_redirect_uri',
      error_description: expect.stringContaining('https://agent.example/callback is not in the allowlist'),
    })
  })
})

describe('transport', () => {
  test.each(['application/json', 'text/event-stream', '*/*'])('refuses accept: %s', async (accept) => {
    expect((await post(intercom.url, toInitialize(), { ...bearer(intercom.tokens.acme), accept })).status).toBe(406)
  })

  test.each([
    ['{', -32700],
    ['[]', -32600],
    ['{"jsonrpc":"1.0","id":1,"method":"ping"}', -32600],
    ['{"jsonrpc":"2.0","id":null,"method":"ping"}', -32600],
    ['{"jsonrpc":"2.0","id":1}', -32600],
  ])('refuses the body %s', async (body, code) => {
    const { status, text } = await post(intercom.url, body, bearer(intercom.tokens.acme))
    expect(status).toBe(400)
    expect(JSON.parse(text)).toMatchObject({ jsonrpc: '2.0', id: null, error: { code } })
  })

  test('answers a modern probe as a legacy server does', async () => {
    const probe = { jsonrpc: '2.0', id: 1, method: 'server/discover', params: {} }
    const { status, text } = await post(intercom.url, probe, {
      ...bearer(intercom.tokens.acme),
      'mcp-protocol-version': '2026-07-28',
    })
    expect(status).toBe(400)
    expect(JSON.parse(text).error).toEqual({ code: -32000, message: 'Bad Request: Mcp-Session-Id header is required' })
    const session = await openSession(intercom.url, intercom.tokens.acme)
    const later = await post(intercom.url, probe, { ...session.headers, 'mcp-protocol-version': '2026-07-28' })
    expect(later.status).toBe(400)
    expect(later.text).toContain('Bad Request: Unsupported protocol version')
  })

  test.each([
    ['2025-03-26', '2025-03-26'],
    ['2025-06-18', '2025-06-18'],
    ['2025-11-25', '2025-06-18'],
    ['2024-11-05', '2025-06-18'],
  ])('answers protocol version %s with %s, framed as an event', async (asked, answered) => {
    const { headers, text } = await post(intercom.url, toInitialize(asked), bearer(intercom.tokens.acme))
    expect(headers.get('content-type')).toBe('text/event-stream')
    expect(readEvent(text).result).toMatchObject({ protocolVersion: answered, serverInfo: { name: 'intercom' } })
  })

  test('takes notifications without an answer and knows no other methods', async () => {
    const session = await openSession(intercom.url, intercom.tokens.acme)
    const initialized = { jsonrpc: '2.0', method: 'notifications/initialized' }
    expect(await post(intercom.url, initialized, session.headers)).toMatchObject({ status: 202, text: '' })
    expect((await session.request('ping')).result).toEqual({})
    expect((await session.request('resources/list')).error).toEqual({ code: -32601, message: 'Method not found' })
    const stream = await fetch(intercom.url, { headers: { ...session.headers, accept: 'text/event-stream' } })
    expect(stream.status).toBe(405)
  })
})

describe('sessions', () => {
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }

  test('are needed, must exist and belong to the token that opened them', async () => {
    const session = await openSession(intercom.url, intercom.tokens.acme)
    expect((await post(intercom.url, ping, bearer(intercom.tokens.acme))).status).toBe(400)
    const unknown = await post(intercom.url, ping, { ...session.headers, 'mcp-session-id': 'made-up' })
    expect(unknown.status).toBe(404)
    expect(JSON.parse(unknown.text).error).toEqual({ code: -32001, message: 'Session not found' })
    const stranger = { ...session.headers, ...bearer(intercom.tokens.globex) }
    expect((await post(intercom.url, ping, stranger)).status).toBe(404)
    expect((await post(intercom.url, ping, session.headers)).status).toBe(200)
  })

  test('end by DELETE or when the server forgets them', async () => {
    const before = intercom.sessions
    const session = await openSession(intercom.url, intercom.tokens.acme)
    expect(intercom.sessions).toBe(before + 1)
    expect((await fetch(intercom.url, { method: 'DELETE', headers: session.headers })).status).toBe(200)
    expect(intercom.sessions).toBe(before)
    expect((await post(intercom.url, ping, session.headers)).status).toBe(404)
    const forgotten = await openSession(intercom.url, intercom.tokens.acme)
    intercom.endSessions()
    expect((await post(intercom.url, ping, forgotten.headers)).status).toBe(404)
  })
})

describe('faults', () => {
  const ping = { jsonrpc: '2.0', id: 1, method: 'ping' }

  test('down drops the connection', async () => {
    const session = await openSession(intercom.url, intercom.tokens.acme)
    intercom.setFault('down')
    await expect(post(intercom.url, ping, session.headers)).rejects.toThrow()
    intercom.setFault(null)
    expect((await post(intercom.url, ping, session.headers)).status).toBe(200)
  })

  test('slow holds an answer back until it is released', async () => {
    const session = await openSession(intercom.url, intercom.tokens.acme)
    intercom.setFault('slow')
    const answer = post(intercom.url, ping, session.headers)
    await expect.poll(() => intercom.waiting).toBe(1)
    intercom.release()
    expect((await answer).status).toBe(200)
    intercom.setFault(null)
  })

  test('can be limited to a host and a method', async () => {
    const session = await openSession(intercom.url, intercom.tokens.acme)
    intercom.setFault({ kind: 'http-500', region: 'us', method: 'tools/list' })
    expect((await post(intercom.url, ping, session.headers)).status).toBe(200)
    expect((await post(intercom.url, { ...ping, method: 'tools/list' }, session.headers)).status).toBe(500)
    intercom.setFault({ kind: 'rate-limited', region: 'eu' })
    expect((await post(intercom.url, ping, session.headers)).status).toBe(200)
    intercom.setFault('rate-limited')
    expect((await post(intercom.url, ping, session.headers)).headers.get('x-ratelimit-remaining')).toBe('0')
    intercom.setFault(null)
  })

  test('huge never ends', async () => {
    const session = await openSession(intercom.url, intercom.tokens.acme)
    intercom.setFault('huge')
    const abort = new AbortController()
    const headers = {
      ...session.headers,
      accept: 'application/json, text/event-stream',
      'content-type': 'application/json',
    }
    const response = await fetch(intercom.url, {
      method: 'POST',
      headers,
      body: JSON.stringify(ping),
      signal: abort.signal,
    })
    let bytes = 0
    for await (const chunk of response.body ?? []) {
      bytes += chunk.length
      if (bytes > 5_000_000) break
    }
    abort.abort()
    intercom.setFault(null)
    expect(bytes).toBeGreaterThan(5_000_000)
  })
})

test('records who called what', async () => {
  const session = await openSession(intercom.url, intercom.tokens.globex)
  await session.call('get_contact', { id: 'none' })
  await fetch(intercom.url)
  expect(intercom.calls).toMatchObject([
    { method: 'initialize', workspace: 'globex', sessionId: session.id, region: 'us', status: 200 },
    {
      method: 'tools/call',
      tool: 'get_contact',
      workspace: 'globex',
      sessionId: session.id,
      token: intercom.tokens.globex,
    },
    { httpMethod: 'GET', method: null, workspace: null, status: 401 },
  ])
})
