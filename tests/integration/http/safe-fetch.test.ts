import { createServer } from 'node:net'
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { guardedAgent } from '#lib/http/dispatcher.ts'
import type { OutboundError } from '#lib/http/errors.ts'
import type { Lookup } from '#lib/http/guarded-lookup.ts'
import { type SafeLimits, safeFetch } from '#lib/http/safe-fetch.ts'
import { listen, loopback } from '#tests/support/mcp/listen.ts'

const limits: SafeLimits = { policy: loopback, timeoutMs: 5_000, responseBytesMax: 100_000 }
const closed = { ...limits, policy: { allowNetworks: [] } }

const refusalOf = async (work: Promise<unknown>): Promise<OutboundError> => {
  try {
    await work
  } catch (error) {
    return error as OutboundError
  }
  throw new Error('nothing was refused')
}

/** An agent whose resolver gives these addresses for every name. */
function agentResolving(policy: SafeLimits['policy'], ...addresses: string[]) {
  const lookup: Lookup = (_host, _options, callback) =>
    callback(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    )
  const agent = guardedAgent(policy, { lookup })
  onTestFinished(() => agent.destroy())
  return agent
}

describe('safeFetch', () => {
  test('sends what it is given and gives the answer', async () => {
    const server = await listen((_req, res) => void res.writeHead(201, { 'x-one': '1' }).end('hello'))
    const response = await safeFetch(
      `${server.origin}/a?b=c`,
      { method: 'POST', headers: { 'x-two': '2' }, body: 'hi' },
      limits,
    )
    expect([response.status, response.headers.get('x-one'), await response.text()]).toEqual([201, '1', 'hello'])
    expect(server.seen).toMatchObject([{ method: 'POST', path: '/a?b=c', body: 'hi', headers: { 'x-two': '2' } }])
  })

  test('gives an answer without a body', async () => {
    const server = await listen((_req, res) => void res.writeHead(204).end())
    expect((await safeFetch(server.origin, {}, limits)).status).toBe(204)
  })

  test('lets go of the connection once the body is read', async () => {
    const server = await listen((_req, res) => void res.end('x'))
    await (await safeFetch(server.origin, {}, limits)).text()
    await expect.poll(server.openSockets).toBe(0)
  })

  test('sends no header that could start another (CR/LF)', async () => {
    const server = await listen((_req, res) => void res.end())
    const error = await refusalOf(safeFetch(server.origin, { headers: { authorization: 'a\r\nx: secret' } }, limits))
    expect(error.reason).toBe('invalid_header')
    expect(error.message).not.toContain('secret')
    expect(server.seen).toEqual([])
  })

  test('refuses an address before anything is dialled', async () => {
    const server = await listen((_req, res) => void res.end())
    expect((await refusalOf(safeFetch(`https://127.0.0.1:${server.port}`, {}, closed))).reason).toBe('blocked')
    expect((await refusalOf(safeFetch('http://example.com', {}, closed))).reason).toBe('invalid_url')
    expect(server.openSockets()).toBe(0)
  })
})

describe('compression', () => {
  test('is asked of no server, by no client of ours', async () => {
    const server = await listen((_req, res) => void res.end())
    await safeFetch(server.origin, { headers: { 'x-one': '1' } }, limits)
    const agent = guardedAgent(loopback)
    onTestFinished(() => agent.destroy())
    for (const headers of [undefined, { 'x-one': '1' }]) {
      const answer = await agent.request({ origin: server.origin, path: '/', method: 'GET', headers })
      await answer.body.dump()
    }
    expect(server.seen.map((seen) => seen.headers['accept-encoding'])).toEqual(['identity', 'identity', 'identity'])
    expect(server.seen[2]?.headers['x-one']).toBe('1')
  })
})

describe('addresses', () => {
  test('refuses a public name that resolves to a private address (DNS rebinding)', async () => {
    const server = await listen((_req, res) => void res.end())
    const agent = agentResolving(closed.policy, '127.0.0.1')
    const error = await refusalOf(safeFetch(`https://rebind.example:${server.port}/`, {}, { ...closed, agent }))
    expect(error).toMatchObject({ reason: 'blocked', code: 'EBLOCKED' })
    expect(error.message).not.toContain('127.0.0.1')
    expect(server.openSockets()).toBe(0)
  })

  test('speaks plain http to a name only when it resolves into an opened network', async () => {
    const server = await listen((_req, res) => void res.end('inside'))
    const inside = await safeFetch(
      `http://stand-in.example:${server.port}/`,
      {},
      { ...limits, agent: agentResolving(loopback, '127.0.0.1') },
    )
    expect(await inside.text()).toBe('inside')

    const outside = await refusalOf(
      safeFetch('http://stand-in.example/', {}, { ...limits, agent: agentResolving(loopback, '1.1.1.1') }),
    )
    expect(outside.message).toBe('stand-in.example may only be reached over https.')
  })

  test('dials the dialable one of several addresses', async () => {
    const server = await listen((_req, res) => void res.end('reached'))
    const agent = agentResolving(loopback, '10.0.0.1', '127.0.0.1')
    const response = await safeFetch(`http://both.example:${server.port}/`, {}, { ...limits, agent })
    expect(await response.text()).toBe('reached')
  })

  test('checks literals in the agent too, which undici never resolves', async () => {
    const server = await listen((_req, res) => void res.end())
    const agent = agentResolving(closed.policy, '1.1.1.1')
    for (const origin of [
      server.origin,
      `http://[::ffff:7f00:1]:${server.port}`,
      'https://[::1]:1',
      'https://10.0.0.1',
    ]) {
      await expect(agent.request({ origin, path: '/', method: 'GET' })).rejects.toMatchObject({ code: 'EBLOCKED' })
    }
    expect(server.openSockets()).toBe(0)
  })

  test('says that a name does not exist', async () => {
    const lookup: Lookup = (_host, _options, callback) =>
      callback(Object.assign(new Error('no'), { code: 'ENOTFOUND' }), [])
    const agent = guardedAgent(closed.policy, { lookup })
    onTestFinished(() => agent.destroy())
    const error = await refusalOf(safeFetch('https://nowhere.example', {}, { ...closed, agent }))
    expect(error).toMatchObject({ reason: 'dns', message: 'There is no server by the name nowhere.example.' })
  })
})

describe('redirects', () => {
  test.each([301, 302, 303, 307, 308])('follows none (%i): no value goes where nobody entered it', async (status) => {
    const other = await listen((_req, res) => void res.end('other'))
    const server = await listen((_req, res) => void res.writeHead(status, { location: `${other.origin}/x?a` }).end())
    const request = { method: 'POST', body: 'x', headers: { authorization: 'Bearer s', cookie: 'c=1' } } as const
    const error = await refusalOf(safeFetch(server.origin, request, limits))
    expect(error).toMatchObject({ reason: 'redirect', advice: 'If you trust that address, enter it instead.' })
    expect(error.message).toContain(`redirects to ${other.origin}/x, which is not followed.`)
    expect([server.seen.length, other.seen.length]).toEqual([1, 0])
  })

  test('follows none within the origin either', async () => {
    const server = await listen((_req, res) => void res.writeHead(307, { location: '/mcp' }).end())
    const error = await refusalOf(safeFetch(server.origin, {}, limits))
    expect(error).toMatchObject({ reason: 'redirect', advice: 'Use that address.' })
    expect(error.message).toContain(`redirects to ${server.origin}/mcp.`)
    expect(server.seen).toHaveLength(1)
  })

  test('lets go of the connection, also while the redirect has a body', async () => {
    const server = await listen((_req, res) => void res.writeHead(302, { location: '/' }).write('on and on'))
    await refusalOf(safeFetch(server.origin, {}, limits))
    await expect.poll(server.openSockets).toBe(0)
  })

  test('does not repeat a private address', async () => {
    const server = await listen(
      (_req, res) => void res.writeHead(302, { location: 'https://169.254.169.254/latest/' }).end(),
    )
    const error = await refusalOf(safeFetch(server.origin, {}, limits))
    expect(error.reason).toBe('redirect')
    expect(error.message).not.toContain('169.254')
  })
})

describe('bounds', () => {
  test('ends a huge answer by its bytes', async () => {
    const chunk = Buffer.alloc(1_048_576, 'x')
    const server = await listen((_req, res) => {
      let left = 50
      const more = () => {
        while (left > 0 && res.write(chunk)) left -= 1
        if (left > 0) res.once('drain', more)
        else res.end()
      }
      more()
    })
    const response = await safeFetch(server.origin, {}, { ...limits, responseBytesMax: 2 * 1_048_576 })
    const error = await refusalOf(response.text())
    expect(error).toMatchObject({
      reason: 'too_large',
      message: `127.0.0.1:${server.port} answers with more than 2 MB.`,
    })
    await expect.poll(server.openSockets).toBe(0)
  })

  test('ends an endless answer by its bytes', async () => {
    const server = await listen((_req, res) => {
      const more = () => {
        while (!res.destroyed && res.write('endless'));
        res.once('drain', more)
      }
      more()
    })
    expect((await refusalOf((await safeFetch(server.origin, {}, limits)).text())).reason).toBe('too_large')
  })

  test('ends a silent answer by its deadline', async () => {
    const server = await listen(() => undefined)
    const error = await refusalOf(safeFetch(server.origin, {}, { ...limits, timeoutMs: 50 }))
    expect(error.reason).toBe('timeout')
    await expect.poll(server.openSockets).toBe(0)
  })

  test('ends an answer that drips when the caller stops it', async () => {
    const server = await listen((_req, res) => void res.writeHead(200).write('drip'))
    const stop = new AbortController()
    const response = await safeFetch(server.origin, {}, { ...limits, signal: stop.signal })
    const reader = response.body?.getReader()
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('drip')
    const next = refusalOf(reader?.read() ?? Promise.resolve())
    stop.abort()
    expect((await next).reason).toBe('aborted')
    await expect.poll(server.openSockets).toBe(0)
  })

  test('says what a broken server does', async () => {
    const server = await listen((req) => void req.socket.destroy())
    expect((await refusalOf(safeFetch(server.origin, {}, limits))).reason).toBe('reset')

    const gibberish = createServer(
      (socket) =>
        void socket
          .on('error', () => undefined)
          .resume()
          .end('SSH-2.0-nothing\r\n'),
    )
    await new Promise<void>((resolve) => gibberish.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void gibberish.close())
    const { port } = gibberish.address() as { port: number }
    expect((await refusalOf(safeFetch(`http://127.0.0.1:${port}`, {}, limits))).reason).toBe('protocol')
    await new Promise((resolve) => gibberish.close(resolve))
    expect((await refusalOf(safeFetch(`http://127.0.0.1:${port}`, {}, limits))).reason).toBe('connect')
  })

  test.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
    ['deflate', deflateSync],
    ['zstd', zstdCompressSync],
  ])('unpacks %s, which nothing asked for, within the same bounds', async (encoding, pack) => {
    let said = 'unpacked'
    const server = await listen(
      (_req, res) => void res.writeHead(200, { 'content-encoding': encoding }).end(pack(Buffer.from(said))),
    )
    const answer = await safeFetch(server.origin, {}, limits)
    expect([await answer.text(), answer.headers.get('content-encoding')]).toEqual(['unpacked', null])
    said = 'x'.repeat(10 * limits.responseBytesMax)
    const large = await safeFetch(server.origin, {}, limits)
    expect((await refusalOf(large.text())).reason).toBe('too_large')
  })

  test.each(['compress', 'made-up'])('refuses what is packed as %s', async (encoding) => {
    const server = await listen((_req, res) => void res.writeHead(200, { 'content-encoding': encoding }).end('x'))
    expect((await refusalOf(safeFetch(server.origin, {}, limits))).reason).toBe('protocol')
  })
})
