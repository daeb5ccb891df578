import { describe, expect, onTestFinished, test } from 'vitest'
import { createGateway } from '#lib/gateway/handle-request.ts'
import { answerDiscovery } from '#lib/process/answer-discovery.ts'
import { type StartedDoor, startDoor } from '#tests/support/process/start-door.ts'

const own = 'jetway.example.com'
const settings = {
  JETWAY_URL: `https://${own}`,
  JETWAY_ALLOW_HOSTS: 'jetway.internal, other.internal:3000',
  JETWAY_ALLOW_ORIGINS:
    'https://app.example.com, app://Obsidian.md, vscode-webview://*, chrome-extension://abc, null, file://',
}

type Answer = { status: number; headers: Record<string, string>; body: string }

/** One request, in the HTTP that sends no chunks, and its answer taken apart. */
async function ask(
  door: StartedDoor,
  path: string,
  { method = 'GET', ...headers }: Record<string, string> = {},
): Promise<Answer> {
  const lines = Object.entries({ host: own, ...headers }).map(([name, value]) => `${name}: ${value}`)
  const answer = await door.send(`${method} ${path} HTTP/1.0\n${lines.join('\n')}\n\n`)
  const [head = '', body = ''] = answer.split('\r\n\r\n')
  const [status = '', ...rest] = head.split('\r\n')
  const parted = rest.map((line) => line.split(': ') as [string, string])
  return { status: Number(status.split(' ')[1]), headers: Object.fromEntries(parted), body }
}

describe('JETWAY_ALLOW_HOSTS', () => {
  test.each([
    'jetway.internal',
    'JETWAY.internal.',
    'jetway.internal:80',
    'jetway.internal:443',
    'other.internal:3000',
  ])('serves agents, probes and lookups at %s', async (host) => {
    const door = await startDoor({}, settings)
    for (const path of ['/mcp', '/mcp/support', '/health', '/health/ready', '/.well-known/x', '/register'])
      expect((await ask(door, path, { host })).status).toBe(200)
  })

  test.each(['other.internal', 'jetway.internal:3000', 'x.jetway.internal', 'internal'])(
    'serves nothing at %s',
    async (host) => {
      const door = await startDoor({}, settings)
      for (const path of ['/mcp', '/health', '/', '/.well-known/x'])
        expect((await ask(door, path, { host })).status).toBe(403)
    },
  )

  test('sends whoever reads a page there on to JETWAY_URL', async () => {
    const door = await startDoor({}, settings)
    for (const method of ['GET', 'HEAD']) {
      const { status, headers } = await ask(door, '/servers?q=a//b', { method, host: 'jetway.internal' })
      expect([status, headers.location]).toEqual([307, `https://${own}/servers?q=a//b`])
      expect(headers).not.toHaveProperty('strict-transport-security')
    }
    expect(door.seen).toEqual([])
  })

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('refuses %s of a page there with a sentence', async (method) => {
    const door = await startDoor({}, settings)
    const { status, body } = await ask(door, '/servers', { method, host: 'jetway.internal' })
    expect(status).toBe(403)
    expect(JSON.parse(body).error.message).toBe(`Pages are served at https://${own} only. Open them there.`)
  })

  test.each([
    ['x-forwarded-host', 'evil.test'],
    ['forwarded', 'host=evil.test'],
    ['referer', 'https://evil.test/'],
  ])('sends on to JETWAY_URL only, whatever is said in %s', async (name, value) => {
    const door = await startDoor({}, settings)
    const { headers } = await ask(door, '/@evil.test/..//x', { host: 'jetway.internal', [name]: value })
    expect(headers.location).toBe(`https://${own}/@evil.test/..//x`)
  })
})

const listed = [
  'https://app.example.com',
  'app://obsidian.md',
  'app://Obsidian.md',
  'vscode-webview://1j3k5',
  'chrome-extension://abc',
  'null',
  'file://',
]
const unlisted = [
  'http://app.example.com',
  'https://app.example.com:444',
  'https://app.example.com.evil.test',
  'https://vscode-webview.evil.test',
  'vscode-webview-x://1j3k5',
  'chrome-extension://abcd',
  'app://other',
]

describe('JETWAY_ALLOW_ORIGINS', () => {
  test.each(listed)('lets a client at %s call, and read what it needs of each answer', async (origin) => {
    const door = await startDoor({ discovery: answerDiscovery }, settings)
    for (const path of ['/mcp', '/mcp/support/intercom', '/.well-known/x', '/register']) {
      const { headers } = await ask(door, path, { origin })
      expect(headers).toMatchObject({
        vary: 'Origin',
        'access-control-allow-origin': origin,
        'access-control-expose-headers':
          'mcp-session-id, mcp-protocol-version, www-authenticate, retry-after, x-request-id',
      })
      expect(headers).not.toHaveProperty('access-control-allow-credentials')
    }
  })

  test.each(listed)('answers what a browser at %s asks before it shows a key', async (origin) => {
    const gateway = async () => {
      throw new Error('Nobody asks for a key here.')
    }
    const door = await startDoor({ gateway }, settings)
    const { status, headers } = await ask(door, '/mcp/support', {
      method: 'OPTIONS',
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'Authorization, mcp-param-region, x-other',
    })
    expect([status, headers['access-control-allow-origin']]).toEqual([204, origin])
    expect(headers['access-control-allow-methods']).toBe('GET, POST, DELETE')
    expect(headers['access-control-allow-headers']?.split(', ')).toEqual([
      'accept',
      'authorization',
      'content-type',
      'last-event-id',
      'x-api-key',
      'mcp-method',
      'mcp-name',
      'mcp-protocol-version',
      'mcp-session-id',
      'mcp-param-region',
    ])
    expect(headers['access-control-max-age']).toBe('7200')
    expect(headers).not.toHaveProperty('access-control-allow-credentials')
  })

  test('lets a client read what the gateway says to a wrong key', async () => {
    const gateway = createGateway()
    onTestFinished(gateway.close)
    const door = await startDoor({ gateway: gateway.handle }, settings)
    const origin = 'https://app.example.com'
    const { status, headers } = await ask(door, '/mcp', { method: 'POST', origin, authorization: 'Bearer jway_wrong' })
    expect(status).toBe(401)
    expect(headers).toMatchObject({ vary: 'Origin', 'access-control-allow-origin': origin })
    expect(headers).toHaveProperty('www-authenticate')
  })

  test('lets a client read why the door is closed', async () => {
    const door = await startDoor({}, settings)
    const { status, headers } = await ask(door, '/mcp', { origin: 'app://obsidian.md', host: 'evil.test' })
    expect([status, headers['access-control-allow-origin']]).toEqual([403, 'app://obsidian.md'])
  })

  test.each(unlisted)('lets nobody at %s call', async (origin) => {
    const door = await startDoor({}, settings)
    const preflight = { method: 'OPTIONS', 'access-control-request-method': 'POST' }
    for (const more of [{}, preflight]) {
      const { status, headers } = await ask(door, '/mcp', { origin, ...more })
      expect([status, headers.vary]).toEqual([403, 'Origin'])
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  test.each([...listed, ...unlisted])('does not let a page of %s ask for pages or health', async (origin) => {
    const door = await startDoor({}, settings)
    for (const path of ['/', '/api/auth/session', '/health']) {
      const { status, headers } = await ask(door, path, { origin })
      expect(status).toBe(403)
      expect(headers).not.toHaveProperty('access-control-allow-origin')
    }
  })

  test('is not `null`’s, nor a scheme’s, unless they are listed', async () => {
    const door = await startDoor({}, { JETWAY_URL: `https://${own}`, JETWAY_ALLOW_ORIGINS: 'vscode-webview://one' })
    for (const origin of ['null', 'vscode-webview://two', 'vscode-webview://'])
      expect((await ask(door, '/mcp', { origin })).status).toBe(403)
  })
})

test('an own page’s final dot is read as it is in its host', async () => {
  const door = await startDoor({}, settings)
  const { status } = await ask(door, '/', { method: 'POST', host: `${own}.`, origin: `https://${own}.` })
  expect(status).toBe(200)
  expect(door.seen[0]?.headers).toMatchObject({ host: own, origin: `https://${own}` })
})
