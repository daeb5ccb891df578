/** Real servers on 127.0.0.1 that live as long as the test that starts them, or as `onEnd` says. */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { onTestFinished } from 'vitest'

type Seen = { method: string; path: string; headers: IncomingMessage['headers']; body: string }

export type Listening = { origin: string; port: number; seen: Seen[]; openSockets: () => number }

export type OnEnd = (close: () => Promise<void>) => void

export type Handler = (req: IncomingMessage, res: ServerResponse, body: string) => void | Promise<void>

/** What a test opens on top of the public internet. */
export const loopback = { allowNetworks: ['127.0.0.0/8', '::1/128'] }

/** Every request is read to its end and remembered before `handler` answers it. */
export async function listen(
  handler: Handler,
  tls?: { key: string; cert: string },
  onEnd: OnEnd = onTestFinished,
): Promise<Listening> {
  const seen: Seen[] = []
  const answer: RequestListener = async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    seen.push({ method: req.method ?? '', path: req.url ?? '', headers: req.headers, body })
    await handler(req, res, body)
  }
  const server = tls ? createTlsServer(tls, answer) : createServer(answer)
  const sockets = await open(server, onEnd)
  const { port } = server.address() as AddressInfo
  return { origin: `${tls ? 'https' : 'http'}://127.0.0.1:${port}`, port, seen, openSockets: () => sockets.size }
}

async function open(server: Server, onEnd: OnEnd): Promise<Set<Socket>> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.on('close', () => sockets.delete(socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onEnd(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise<void>((resolve) => server.close(() => resolve()))
  })
  return sockets
}

export function sendJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  res.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))
}
