import type { Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { guardedAgent } from '#lib/http/dispatcher.ts'
import type { OutboundError } from '#lib/http/errors.ts'
import type { Lookup } from '#lib/http/guarded-lookup.ts'
import type { OutboundPolicy } from '#lib/http/policy.ts'
import { safeFetch } from '#lib/http/safe-fetch.ts'
import { warnOfWayOut } from '#lib/http/way-out.ts'
import { probeServer } from '#lib/mcp/probe-server.ts'
import { goThrough, startProxy, statusLine, type TestProxy } from '#tests/support/http/start-proxy.ts'
import { makeCertificate } from '#tests/support/mcp/certificate.ts'
import { type Listening, listen, loopback } from '#tests/support/mcp/listen.ts'

const closed: OutboundPolicy = { allowNetworks: [] }
const authority = makeCertificate()
const names = 'DNS:mcp.example,DNS:intranet.corp,DNS:localhost,IP:1.1.1.1,IP:2606:4700::1111'
const certificate = makeCertificate({ issuer: authority, names })

/** What this machine's resolver says of every name; null: it knows none, as behind a proxy. */
function resolver(...addresses: string[]): Lookup {
  return (_host, _options, callback) =>
    addresses.length > 0
      ? callback(
          null,
          addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
        )
      : callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])
}

const startUpstream = () => listen((_req, res) => void res.end('reached'), certificate)

async function get(url: string, { lookup = resolver(), policy = closed } = {}): Promise<string> {
  const agent = guardedAgent(policy, { lookup })
  onTestFinished(() => agent.destroy())
  return (await safeFetch(url, {}, { policy, agent, timeoutMs: 15_000, responseBytesMax: 1_000 })).text()
}

async function refusal(work: Promise<unknown>): Promise<OutboundError> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  )
  if (!error) throw new Error('nothing was refused')
  return error as OutboundError
}

/** A proxy that is the way out, and a server behind it. */
async function setUp(exceptions = ''): Promise<{ proxy: TestProxy; server: Listening }> {
  const [proxy, server] = [await startProxy(), await startUpstream()]
  goThrough(proxy.origin, exceptions, [authority.cert])
  return { proxy, server }
}

describe('through the proxy', () => {
  test.each([
    ['a name that is not known here', 'mcp.example', resolver()],
    ['a name that is public', 'mcp.example', resolver('1.1.1.1', '2606:4700::1111')],
    ['a public address', '1.1.1.1', resolver()],
    ['a public address of IPv6', '[2606:4700::1111]', resolver()],
  ])('goes %s', async (_what, host, lookup) => {
    const { proxy, server } = await setUp()

    expect(await get(`https://${host}:${server.port}/a?b`, { lookup })).toBe('reached')
    expect(proxy.asked).toEqual([`${host}:${server.port}`])
    expect(server.seen).toMatchObject([{ path: '/a?b', headers: { host: `${host}:${server.port}` } }])
    expect(Object.keys(server.seen[0]?.headers ?? {}).filter((name) => name.startsWith('proxy'))).toEqual([])
  })

  test('goes one connection for several requests', async () => {
    const { proxy, server } = await setUp()
    const agent = guardedAgent(closed, { lookup: resolver(), connections: 1 })
    onTestFinished(() => agent.destroy())
    for (const path of ['/1', '/2']) {
      const answer = await agent.request({ origin: `https://mcp.example:${server.port}`, path, method: 'GET' })
      expect(await answer.body.text()).toBe('reached')
    }
    expect(proxy.asked).toHaveLength(1)
  })

  test('goes a live check, line by line', async () => {
    const { proxy, server } = await setUp()
    const report = await probeServer(`https://mcp.example:${server.port}`, { policy: closed, lookup: resolver() })

    expect(report.lines[0]).toMatchObject({ state: 'ok', detail: 'mcp.example is reached through the proxy.' })
    expect(report.lines[1]).toMatchObject({
      state: 'ok',
      detail: expect.stringContaining('certificate from Jetway tests'),
    })
    expect(new Set(proxy.asked)).toEqual(new Set([`mcp.example:${server.port}`]))
  })

  test('a certificate that nobody vouches for is refused as it is without one', async () => {
    const { proxy, server } = await setUp()
    goThrough(proxy.origin)
    const { reason, advice } = await refusal(get(`https://mcp.example:${server.port}`))

    expect(reason).toBe('tls')
    expect(advice).toContain('JETWAY_CA_FILE')
    expect(server.seen).toEqual([])
  })
})

describe('past the proxy', () => {
  test.each([
    ['a name in an opened network', 'intranet.corp', '', loopback, resolver('127.0.0.1')],
    ['an address in an opened network', '127.0.0.1', '', loopback, resolver()],
    ['an exception', 'mcp.example', 'mcp.example', loopback, resolver('127.0.0.1')],
  ])('goes %s', async (_what, host, exceptions, policy, lookup) => {
    const { proxy } = await setUp(exceptions)
    const server = await listen((_req, res) => void res.end('straight'))

    expect(await get(`http://${host}:${server.port}`, { policy, lookup })).toBe('straight')
    expect(proxy.asked).toEqual([])
  })

  test('an exception is under the ordinary guard', async () => {
    const { proxy, server } = await setUp('mcp.example')
    const error = await refusal(get(`https://mcp.example:${server.port}`, { lookup: resolver('127.0.0.1') }))

    expect(error).toMatchObject({ reason: 'blocked', message: 'mcp.example is not on the public internet.' })
    expect([proxy.asked, server.openSockets()]).toEqual([[], 0])
  })

  test.each([
    ['a public name', resolver('1.1.1.1'), 'mcp.example may only be reached over https.'],
    ['a name that is not known here', resolver(), 'There is no server by the name mcp.example.'],
  ])('plain http goes neither way: %s', async (_what, lookup, message) => {
    const { proxy, server } = await setUp()
    const error = await refusal(get(`http://mcp.example:${server.port}`, { lookup, policy: loopback }))

    expect(error.message).toBe(message)
    expect(proxy.asked).toEqual([])
  })
})

describe('a proxy that says no', () => {
  const failing = async (answer: (socket: Socket) => void) => {
    const proxy = await startProxy({ answer })
    goThrough(`http://operator:hunter2@localhost:${proxy.port}`)
    return refusal(get('https://mcp.example/'))
  }

  test.each([
    [407, 'does not accept its user name and password (407).', 'JETWAY_OUTBOUND_PROXY'],
    [403, 'refuses connections to mcp.example (403).', 'Ask whoever runs the proxy'],
    [500, 'refuses connections to mcp.example (500).', 'Ask whoever runs the proxy'],
    [302, 'refuses connections to mcp.example (302).', 'Ask whoever runs the proxy'],
    [502, 'does not reach mcp.example (502).', 'Check the address'],
    [503, 'does not reach mcp.example (503).', 'Check the address'],
    [504, 'does not reach mcp.example (504).', 'Check the address'],
  ])('is understood: %i', async (status, message, advice) => {
    const error = await failing((socket) => void socket.end(statusLine(status)))

    expect(error).toMatchObject({ reason: 'proxy', code: 'EPROXY' })
    expect(error.message).toBe(`The proxy that Jetway goes through ${message}`)
    expect(error.advice).toContain(advice)
  })

  test.each<[string, (socket: Socket) => void]>([
    ['hangs up', (socket) => void socket.destroy()],
    ['speaks something else', (socket) => void socket.end('SSH-2.0-nothing\r\n')],
  ])('is named when it %s', async (_what, answer) => {
    const error = await failing(answer)

    expect(error).toMatchObject({ reason: 'proxy', message: 'The proxy that Jetway goes through does not answer.' })
    expect(JSON.stringify([error.message, error.advice])).not.toMatch(/hunter2|operator:|localhost/)
  })

  test.each([
    ['refuses connections', 'http://127.0.0.1:1'],
    ['has a name that nobody knows', 'http://no-such-proxy.invalid:3128'],
  ])('is named when it %s', async (_what, address) => {
    goThrough(address)
    expect(await refusal(get('https://mcp.example/'))).toMatchObject({
      reason: 'proxy',
      message: 'The proxy that Jetway goes through does not answer.',
      advice: 'Ask the operator to check JETWAY_OUTBOUND_PROXY, and that the proxy runs.',
    })
  })

  test('is left when the caller stops', async () => {
    const proxy = await startProxy({ answer: () => {} })
    goThrough(proxy.origin)
    const stop = new AbortController()
    const report = probeServer('https://mcp.example/', { policy: closed, lookup: resolver(), signal: stop.signal })
    await expect.poll(() => proxy.asked.length).toBeGreaterThan(0)
    stop.abort()

    expect(await report).toMatchObject({ reach: 'unreachable', reason: 'The request was stopped.' })
    await expect.poll(proxy.openSockets).toBe(0)
  })
})

describe('the proxy itself', () => {
  test('gets the user name and password of its address, decoded, and nobody else does', async () => {
    const [proxy, server] = [await startProxy({ login: 'op:p@ss word' }), await startUpstream()]
    goThrough(`http://op:p%40ss%20word@localhost:${proxy.port}`, '', [authority.cert])

    expect(await get(`https://mcp.example:${server.port}`)).toBe('reached')
    expect(JSON.stringify(server.seen)).not.toContain('authorization')
  })

  test('may be spoken to over TLS, with an authority of the operator’s', async () => {
    const [proxy, server] = [await startProxy({ tls: certificate }), await startUpstream()]
    goThrough(proxy.origin, '', [authority.cert])
    expect(await get(`https://mcp.example:${server.port}`)).toBe('reached')
  })

  test('is not spoken to when nobody vouches for it', async () => {
    const proxy = await startProxy({ tls: certificate })
    goThrough(proxy.origin)
    const error = await refusal(get('https://mcp.example'))

    expect(error.message).toMatch(
      /^The TLS of the proxy that Jetway goes through is not sound: Nobody this machine trusts/,
    )
    expect(error.advice).toContain('JETWAY_CA_FILE')
    expect(proxy.asked).toEqual([])
  })

  test('is told what it must refuse, once there is one', async () => {
    expect(warnOfWayOut()).toBeNull()
    goThrough('http://user:secret@localhost:1')
    expect(warnOfWayOut()).toMatch(/It must refuse private addresses itself/)
    expect(warnOfWayOut()).not.toMatch(/secret|localhost/)
  })
})
