/** A server of either family that dies at a moment of the test's choice, and comes back at the same address, knowing nothing. */
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { onTestFinished } from 'vitest'
import { rpcErrors } from '#lib/mcp/protocol.ts'
import { sendJson } from './listen.ts'
import { type Message, opened } from './scripted-server.ts'

export type Family = 'legacy' | 'modern'

/** What it still does for a request. `run` does what was asked for, once; `answer` is its text. */
type Dying = { res: ServerResponse; run: () => void; answer: string }

/** `hasRun`: the tool has run then. `hasBegun`: bytes of an answer are on their way. */
type Death = { hasRun: boolean; hasBegun: boolean; die?: (dying: Dying) => void }

const json = { 'content-type': 'application/json' }
const stream = { 'content-type': 'text/event-stream' }
const told = 'data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1}}\n\n'

/** Says that much, runs what was asked for, and dies. */
const after =
  (headers: Record<string, string>, said: (answer: string) => string): Death['die'] =>
  ({ res, run, answer }) => {
    run()
    res.writeHead(200, headers)
    res.flushHeaders()
    res.write(said(answer), () => res.destroy())
  }

const half = (written: string) => written.slice(0, Math.floor(written.length / 2))

/** In the order of an exchange. The first two are of the connection, before anything is asked on it. */
export const deaths = {
  'before it takes a connection': { hasRun: false, hasBegun: false },
  'once it has taken a connection': { hasRun: false, hasBegun: false },
  'when it has read what was asked': { hasRun: false, hasBegun: false, die: ({ res }) => void res.destroy() },
  'when it has done what was asked': {
    hasRun: true,
    hasBegun: false,
    die: ({ res, run }) => {
      run()
      res.destroy()
    },
  },
  'in the middle of the head': {
    hasRun: true,
    hasBegun: false,
    die: ({ res, run }) => {
      run()
      res.socket?.write('HTTP/1.1 200 OK\r\nContent-Ty', () => res.destroy())
    },
  },
  'after the head': { hasRun: true, hasBegun: false, die: after(json, () => '') },
  'in the middle of JSON': { hasRun: true, hasBegun: true, die: after(json, half) },
  'in the middle of JSON of a known length': {
    hasRun: true,
    hasBegun: true,
    die: after({ ...json, 'content-length': '5000' }, half),
  },
  'after the head of a stream': { hasRun: true, hasBegun: true, die: after(stream, () => '') },
  'in the middle of an event': {
    hasRun: true,
    hasBegun: true,
    die: after(stream, (said) => half(`data: ${said}\n\n`)),
  },
  'between two events': { hasRun: true, hasBegun: true, die: after(stream, () => told) },
} as const satisfies Record<string, Death>

export type Moment = keyof typeof deaths

export type MortalServer = {
  origin: string
  /** The `nonce` of each call that its tool has run for. */
  ran: unknown[]
  /** From now on, whenever it is asked for `method`. */
  dieAt: (moment: Moment, method: string) => Promise<void>
  /** Finishes what it says; the next thing asked on a connection that has been used finds it dead. */
  dieAfterAnswer: () => void
  /** Lives again, or still, and has forgotten its sessions; nobody is connected. */
  restart: () => Promise<void>
}

export async function startMortalServer(family: Family): Promise<MortalServer> {
  const ran: unknown[] = []
  const sockets = new Set<Socket>()
  const sessions = new Set<string>()
  const used = new WeakSet<Socket>()
  let fate: { moment: Moment; method: string } | null = null
  let isOnceOnly = false

  const server = createServer(async (req, res) => {
    if (isOnceOnly && used.has(req.socket)) return void req.socket.destroy()
    used.add(req.socket)
    if (req.method !== 'POST') return void res.writeHead(405).end()
    const message: Message = JSON.parse(await text(req))
    const { id, method, params } = message
    const run = () => {
      if (method === 'tools/call') ran.push((params?.arguments as { nonce?: unknown } | undefined)?.nonce)
    }
    const death: Death | null = fate && fate.method === method ? deaths[fate.moment] : null
    if (id === undefined) return void res.writeHead(202).end()
    const result = { content: [{ type: 'text', text: 'done' }], resultType: 'complete' }
    if (death?.die) return death.die({ res, run, answer: JSON.stringify({ jsonrpc: '2.0', id, result }) })
    if (method === 'initialize') return open(res, message)
    if (family === 'legacy' && !sessions.has(String(req.headers['mcp-session-id'])))
      return sendJson(res, 404, { jsonrpc: '2.0', id, error: { code: -32001, message: 'Session not found' } })
    run()
    sendJson(res, 200, { jsonrpc: '2.0', id, result })
  })
  function open(res: ServerResponse, { id }: Message): void {
    const error = { code: rpcErrors.unsupportedVersion, message: 'Unsupported', data: { supported: ['2026-07-28'] } }
    if (family === 'modern') return sendJson(res, 400, { jsonrpc: '2.0', id, error })
    const sessionId = crypto.randomUUID()
    sessions.add(sessionId)
    sendJson(res, 200, { jsonrpc: '2.0', id, result: opened }, { 'mcp-session-id': sessionId })
  }

  server.on('connection', (socket: Socket) => {
    if (fate?.moment === 'once it has taken a connection') return void socket.destroy()
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
  })
  /** Each is closed when its other end has closed it too, and knows. */
  const disconnect = () =>
    Promise.all([...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve).end())))
  const listenAt = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = async () => {
    await disconnect()
    if (server.listening) await new Promise((resolve) => server.close(resolve))
  }
  await listenAt(0)
  const { port } = server.address() as AddressInfo
  onTestFinished(close)

  return {
    origin: `http://127.0.0.1:${port}`,
    ran,
    dieAt: async (moment, method) => {
      fate = { moment, method }
      if ('die' in deaths[moment]) return
      if (moment === 'before it takes a connection') await close()
      else await disconnect()
    },
    dieAfterAnswer: () => {
      isOnceOnly = true
    },
    restart: async () => {
      fate = null
      isOnceOnly = false
      sessions.clear()
      await close()
      await listenAt(port)
    },
  }
}
