/** A real HTTP proxy on 127.0.0.1 that knows only CONNECT, and connects every name to this machine. */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { onTestFinished } from 'vitest'
import { readProxy } from '#lib/http/proxy/read-proxy.ts'
import { setWayOut } from '#lib/http/way-out.ts'

/** `login`: what it asks for. `answer`: what it does instead of connecting. `tls`: it is an https proxy. */
type Options = {
  login?: string
  answer?: (socket: Socket) => void
  tls?: { key: string; cert: string }
}

/** `asked`: what connections were asked for, in order. */
export type TestProxy = { origin: string; port: number; asked: string[]; openSockets: () => number }

export async function startProxy({ login, answer, tls }: Options = {}): Promise<TestProxy> {
  const asked: string[] = []
  const sockets = new Set<Socket>()
  const server = tls ? createTlsServer(tls) : createServer()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket.on('error', () => {}).on('close', () => sockets.delete(socket)))
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    asked.push(request.url ?? '')
    socket
      .on('error', () => {})
      .on('end', () => socket.end())
      .resume()
    const wanted = login && `Basic ${Buffer.from(login).toString('base64')}`
    if (answer) answer(socket)
    else if (wanted && request.headers['proxy-authorization'] !== wanted) socket.end(statusLine(407))
    else join(socket, Number(request.url?.split(':').at(-1)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => stop(server, sockets))
  const { port } = server.address() as AddressInfo
  return { origin: `${tls ? 'https' : 'http'}://localhost:${port}`, port, asked, openSockets: () => sockets.size }
}

/** Makes an address, as an operator would give it, the way out until the test ends. */
export function goThrough(address: string, exceptions = '', certificates: string[] = []): void {
  const proxy = readProxy(address, exceptions)
  if (!proxy) throw new Error('This is no address of a proxy.')
  setWayOut({ proxy, certificates })
  onTestFinished(() => setWayOut({ proxy: null, certificates: [] }))
}

export function statusLine(status: number): string {
  return `HTTP/1.1 ${status} So it is\r\ncontent-length: 0\r\n\r\n`
}

function join(socket: Socket, port: number): void {
  const onward = connect(port, '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
    onward.pipe(socket).pipe(onward)
  })
  onward.on('error', () => socket.end(statusLine(502)))
  socket.on('close', () => onward.destroy())
}

async function stop(server: Server, sockets: Set<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy()
  await new Promise((resolve) => server.close(resolve))
}
