import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { expect, test } from '#tests/support/app/fixtures.ts'
import { openLine } from '#tests/support/database/open-line.ts'

test('Jetway ends although sockets stay open and its database has stopped answering', async ({ jetwayWith, run }) => {
  const line = await openLine(run.databaseUrl)
  const app = await jetwayWith({ DATABASE_URL: line.url, JETWAY_MASTER_KEY: run.masterKey })
  // With its first page Next has begun to listen for upgrades by itself, wherever it can.
  expect((await fetch(`${app.url}/sign-in`)).status).toBe(200)
  const offers = ['/', '/mcp', '/_next/hmr'].map((path) =>
    open(app.url, `GET ${path} HTTP/1.1\nHost: HOST\nConnection: Upgrade\nUpgrade: websocket\n\n`),
  )
  expect(await Promise.all(offers.map(firstLine))).toEqual([
    expect.stringContaining('HTTP/1.1 307'),
    expect.stringContaining('HTTP/1.1 401'),
    expect.stringContaining('HTTP/1.1 404'),
  ])
  open(app.url, '')
  open(app.url, 'GET / HTTP/1.1\nHost: HOST\n')
  open(app.url, 'POST /sign-in HTTP/1.1\nHost: HOST\nContent-Length: 1000\n\nslow')
  line.hold()
  open(app.url, 'GET /sign-in HTTP/1.1\nHost: HOST\n\n')

  app.process.kill('SIGTERM')

  expect(await once(app.process, 'exit')).toEqual([0, null])
  await line.close()
})

test('a second signal ends Jetway at once', async ({ jetwayWith, run }) => {
  const line = await openLine(run.databaseUrl)
  const app = await jetwayWith({ DATABASE_URL: line.url, JETWAY_MASTER_KEY: run.masterKey })
  line.hold()
  open(app.url, 'GET /sign-in HTTP/1.1\nHost: HOST\n\n')
  app.process.kill('SIGTERM')
  await expect.poll(() => fetch(`${app.url}/health`).catch(() => 'closed')).toBe('closed')

  app.process.kill('SIGTERM')

  expect(await once(app.process, 'exit')).toEqual([143, null])
  await line.close()
})

function open(url: string, text: string): Socket {
  const { host, port } = new URL(url)
  const socket = connect(Number(port), 'localhost').on('error', () => {})
  socket.write(text.replace('HOST', host).replaceAll('\n', '\r\n'))
  return socket
}

function firstLine(socket: Socket): Promise<string> {
  return new Promise((resolve) => socket.once('data', (chunk) => resolve(String(chunk).split('\r\n')[0] ?? '')))
}
