import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { Rooms } from '#lib/process/door.ts'
import { exchange, startDoor, untilClosed } from '#tests/support/process/start-door.ts'

const readThenAnswer: Rooms['gateway'] = async (req, res) => {
  for await (const _ of req);
  res.end('gateway')
}
const host = 'Host: localhost:3000'
const last = 'Connection: close\n\n'
const statusOf = (answer: string) => Number(answer.split(' ')[1])

describe('a request that is not an ordinary one', () => {
  test.each([
    [
      'an offer of another protocol',
      `GET / HTTP/1.1\n${host}\nConnection: Upgrade, close\nUpgrade: websocket\n\n`,
      200,
    ],
    ['the same from elsewhere', `GET / HTTP/1.1\nHost: evil.test\nConnection: Upgrade\nUpgrade: websocket\n\n`, 403],
    ['an offer of h2c', `GET /mcp HTTP/1.1\n${host}\nConnection: Upgrade, close\nUpgrade: h2c\n\n`, 200],
    ['CONNECT', `CONNECT evil.test:443 HTTP/1.1\nHost: evil.test:443\n\n`, 400],
    ['CONNECT to ourselves', `CONNECT localhost:3000 HTTP/1.1\n${host}\n\n`, 400],
    ['CONNECT with a path', `CONNECT /mcp HTTP/1.1\n${host}\n\n`, 400],
    ['TRACE', `TRACE / HTTP/1.1\n${host}\n${last}`, 405],
    ['a method that few know', `PROPFIND / HTTP/1.1\n${host}\n${last}`, 405],
    ['an expectation that nobody meets', `POST / HTTP/1.1\n${host}\nContent-Length: 1\nExpect: wonders\n\n`, 417],
    ['an address of elsewhere', `GET http://evil.test/ HTTP/1.1\n${host}\n${last}`, 400],
    ['an address of elsewhere, twice', `GET http://evil.test/ HTTP/1.1\nHost: evil.test\n${last}`, 403],
    ['an address of ours', `GET http://LOCALHOST:3000/x HTTP/1.1\n${host}\n${last}`, 200],
    ['an address of ours without a path', `GET http://localhost:3000?x HTTP/1.1\n${host}\n${last}`, 200],
    ['an address with a name in it', `GET http://mia@localhost:3000/ HTTP/1.1\n${host}\n${last}`, 400],
    ['an address of another scheme', `GET ftp://localhost:3000/ HTTP/1.1\n${host}\n${last}`, 400],
    ['two slashes', `GET //evil.test/ HTTP/1.1\n${host}\n${last}`, 400],
    ['two slashes behind a host', `GET http://localhost:3000//evil.test/ HTTP/1.1\n${host}\n${last}`, 400],
    ['a slash and a backslash', `GET /\\evil.test/ HTTP/1.1\n${host}\n${last}`, 400],
    ['an asterisk', `OPTIONS * HTTP/1.1\n${host}\n${last}`, 400],
    ['two hosts', `GET / HTTP/1.1\n${host}\nHost: evil.test\n${last}`, 400],
    ['one host twice', `GET / HTTP/1.1\n${host}\n${host}\n${last}`, 400],
    ['no host', `GET / HTTP/1.1\n${last}`, 400],
    ['no host in HTTP/1.0', `GET / HTTP/1.0\n\n`, 403],
    ['an empty host', `GET / HTTP/1.1\nHost:\n${last}`, 400],
    ['a host that is none', `GET / HTTP/1.1\nHost: localhost:3000/x\n${last}`, 400],
    ['a header that is none', `GET / HTTP/1.1\n${host}\nno colon\n\n`, 400],
    ['no HTTP at all', 'hello\n\n', 400],
    ['two lengths', `POST / HTTP/1.1\n${host}\nContent-Length: 1\nContent-Length: 2\n\n`, 400],
    ['HTTP/2 without asking', 'PRI * HTTP/2.0\n\nSM\n\n', 400],
    ['headers without an end', `GET / HTTP/1.1\n${host}\nX: ${'x'.repeat(20_000)}\n\n`, 431],
  ])('is answered, and its socket closed: %s', async (_, text, status) => {
    const door = await startDoor()
    expect(statusOf(await door.send(text))).toBe(status)
  })

  test('reaches its room as a path of one host', async () => {
    const door = await startDoor()
    await door.send(
      `GET http://LOCALHOST:3000?x=1 HTTP/1.1\nHost: localhost.:3000\nX-Forwarded-Host: evil.test\n${last}`,
    )
    expect(door.seen).toMatchObject([{ place: 'page', url: '/?x=1' }])
    expect(door.seen[0]?.headers).toMatchObject({ host: 'localhost:3000', 'x-forwarded-host': 'localhost:3000' })
  })

  test('with a body that waits for a word is only asked for it where it is taken', async () => {
    const door = await startDoor()
    const text = 'Content-Length: 2\nExpect: 100-continue\nConnection: close\n\n'
    expect(await door.send(`POST /mcp HTTP/1.1\n${host}\n${text}`)).toMatch(/^HTTP\/1.1 100 .*\r\n\r\nHTTP\/1.1 200 /)
    expect(await door.send(`POST /mcp HTTP/1.1\nHost: evil.test\n${text}`)).toMatch(/^HTTP\/1.1 403 /)
  })

  test('leaves the socket as it was when it has offered another protocol', async () => {
    const door = await startDoor()
    const socket = door.connect()
    socket.write(`GET /mcp HTTP/1.1\r\n${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`)
    await once(socket, 'data')
    expect(statusOf(await exchange(socket, `GET /mcp HTTP/1.1\n${host}\n${last}`))).toBe(200)
  })
})

describe('requests behind one another on one socket', () => {
  test('are each judged by themselves', async () => {
    const door = await startDoor()
    const answer = await door.send(
      `GET /health HTTP/1.1\nHost: 10.0.0.9\n\nGET /mcp HTTP/1.1\nHost: evil.test\n\nGET /mcp HTTP/1.1\n${host}\n\n`,
    )
    expect(answer.match(/HTTP\/1.1 \d+/g)).toEqual(['HTTP/1.1 200', 'HTTP/1.1 403'])
  })
})

describe('Host', () => {
  const asked = async (url: string, name: string, path = '/mcp') => {
    const door = await startDoor({}, { JETWAY_URL: url })
    return statusOf(await door.send(`GET ${path} HTTP/1.1\nHost: ${name}\n${last}`))
  }

  test.each([
    ['https://jetway.example.com', 'jetway.example.com'],
    ['https://jetway.example.com', 'jetway.example.com:443'],
    ['https://jetway.example.com', 'jetway.example.com:'],
    ['https://jetway.example.com', 'JETWAY.Example.Com.'],
    ['https://jetway.example.com', 'jetway.example.com.:443'],
    ['http://jetway.example.com', 'jetway.example.com:80'],
    ['https://jetway.example.com:8443', 'jetway.example.com:8443'],
    ['http://127.0.0.1:3000', 'localhost:3000'],
    ['http://localhost:3000', '[::1]:3000'],
    ['http://localhost', 'localhost:80'],
  ])('of %s may be %s', async (url, name) => expect(await asked(url, name)).toBe(200))

  test.each([
    ['https://jetway.example.com', 'jetway.example.com:80'],
    ['http://jetway.example.com', 'jetway.example.com:443'],
    ['https://jetway.example.com', 'jetway.example.com.evil.test'],
    ['https://jetway.example.com:8443', 'jetway.example.com'],
    ['https://jetway.example.com', 'localhost'],
    ['https://jetway.example.com', '10.0.0.9'],
    ['http://localhost:3000', 'localhost:3001'],
  ])('of %s may not be %s', async (url, name) => expect(await asked(url, name)).toBe(403))

  test.each(['10.0.0.9', '10.0.0.9:3000', '[2001:db8::1]:3000', 'localhost:3000', 'jetway.example.com:443'])(
    'of a health probe may be %s',
    async (name) => expect(await asked('https://jetway.example.com', name, '/health/ready')).toBe(200),
  )

  test.each(['evil.test', '10.0.0.9.evil.test', 'localhost.evil.test'])(
    'of a health probe may not be %s (a name that somebody points at us)',
    async (name) => expect(await asked('https://jetway.example.com', name, '/health')).toBe(403),
  )

  test('of a health probe may be missing, as in HTTP/1.0', async () => {
    const door = await startDoor()
    expect(statusOf(await door.send('GET /health HTTP/1.0\n\n'))).toBe(200)
  })
})

test('an Origin of elsewhere is refused at each part of Jetway', async () => {
  const door = await startDoor({}, { JETWAY_URL: 'https://jetway.example.com' })
  const asked = async (path: string, origin: string) =>
    statusOf(await door.send(`GET ${path} HTTP/1.1\nHost: jetway.example.com\nOrigin: ${origin}\n${last}`))
  for (const path of ['/mcp', '/', '/health']) {
    expect(await asked(path, 'https://jetway.example.com')).toBe(200)
    for (const origin of ['https://evil.test', 'http://jetway.example.com', 'null', 'https://jetway.example.com:444'])
      expect(await asked(path, origin)).toBe(403)
  }
})

describe('a socket', () => {
  const limits = { headersTimeout: 20, requestTimeout: 40, connectionsCheckingInterval: 5, keepAliveTimeout: 10 }

  test.each([
    ['nothing at all', '', /^HTTP\/1.1 408/],
    ['half its headers', `GET /mcp HTTP/1.1\n${host}\n`, /^HTTP\/1.1 408/],
    ['half its body', `POST /mcp HTTP/1.1\n${host}\nContent-Length: 9\n\nx`, /^HTTP\/1.1 408/],
    ['one request and no other', `GET /mcp HTTP/1.1\n${host}\n\n`, /gateway$/],
  ])('is closed when it has sent %s', async (_, text, answer) => {
    const door = await startDoor({ gateway: readThenAnswer }, undefined, limits)
    expect(await door.send(text)).toMatch(answer)
  })
})

describe('hot reload (in development)', () => {
  const upgrade = (path: string, name = 'localhost:3000') =>
    `GET ${path} HTTP/1.1\nHost: ${name}\nConnection: Upgrade\nUpgrade: websocket\n\n`

  test('gets its sockets, and no others', async () => {
    const door = await startDoor({
      hotReload: (_req, socket) => {
        socket.end('reloaded')
        return true
      },
    })
    expect(await door.send(upgrade('/_next/hmr?id=1'))).toBe('reloaded')
    expect(statusOf(await door.send(upgrade('/_next/hmr', 'evil.test')))).toBe(403)
    expect(statusOf(await door.send(upgrade('/servers').replace('Upgrade\n', 'Upgrade, close\n')))).toBe(200)
  })

  test('closes a socket that nobody takes', async () => {
    const door = await startDoor({ hotReload: () => false })
    expect(await door.send(upgrade('/_next/hmr'))).toBe('')
  })
})

describe('close', () => {
  test('lets an answer that is under way come to its end', async () => {
    const { promise: arrived, resolve: arrive } = Promise.withResolvers<void>()
    const { promise: released, resolve: release } = Promise.withResolvers<void>()
    const door = await startDoor({
      gateway: async (_req, res) => {
        arrive()
        await released
        res.end('done')
      },
    })
    const answer = door.send(`GET /mcp HTTP/1.1\n${host}\n\n`)
    await arrived
    const closed = door.close(10_000)
    release()
    expect(await answer).toMatch(/done$/)
    await closed
  })

  test('answers what was sent before it, on sockets new and kept, and says that it was the last', async () => {
    const door = await startDoor({ gateway: readThenAnswer })
    const [fresh, kept] = [door.connect(), door.connect()]
    await Promise.all([once(fresh, 'ready'), once(kept, 'ready')])
    kept.write(`POST /mcp HTTP/1.1\r\n${host}\r\nContent-Length: 1\r\n\r\nx`)
    await once(kept, 'data')
    const answers = [fresh, kept].map((socket) =>
      exchange(socket, `POST /mcp HTTP/1.1\n${host}\nContent-Length: 1\n\nx`),
    )
    await door.close(10_000)
    for (const answer of await Promise.all(answers))
      expect(answer).toMatch(/^HTTP\/1.1 200 .*Connection: close.*gateway$/is)
  })

  test('answers whoever has connected and speaks a moment later', async () => {
    const door = await startDoor({ gateway: readThenAnswer })
    const socket = door.connect()
    await once(socket, 'ready')
    const closed = door.close(10_000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(statusOf(await exchange(socket, `GET /mcp HTTP/1.1\n${host}\n\n`))).toBe(200)
    await closed
  })

  test('ends sockets that do nothing, upload for ever, listen for ever or left HTTP', async () => {
    const door = await startDoor({
      gateway: async (_req, res) => void res.writeHead(200).write('listening'),
      hotReload: () => true,
    })
    const texts = [
      '',
      `GET /mcp HTTP/1.1\n${host}\n`,
      `POST / HTTP/1.1\n${host}\nContent-Length: 1000\n\nx`,
      `GET /mcp HTTP/1.1\n${host}\n\n`,
      `GET /_next/hmr HTTP/1.1\n${host}\nConnection: Upgrade\nUpgrade: websocket\n\n`,
    ]
    const sockets = texts.map(() => door.connect())
    await Promise.all(sockets.map((socket) => once(socket, 'ready')))
    const ended = sockets.map((socket, index) => exchange(socket, texts[index] ?? ''))
    await door.send(`GET /health HTTP/1.1\n${host}\n${last}`)
    await door.close(1)
    await Promise.all(ended)
  })

  test('takes nothing new', async () => {
    const door = await startDoor()
    await door.close(0)
    expect(await untilClosed(door.connect())).toBe('')
  })
})
