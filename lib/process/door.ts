/**
 * The one listener and its one door: whatever reaches the port, in whatever form HTTP has for it, goes through `receive`.
 * Must stay true: nobody else listens to this server, and no socket lives that `close` does not know. What cannot be
 * parsed never gets here: Node answers it (400, 408, 431) and closes its socket.
 */
import { createServer, type IncomingMessage, type Server, ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { log } from '#lib/log.ts'
import type { Place } from './find-refusal.ts'
import { admit } from './inbound.ts'
import { within } from './within.ts'

type Answer = (req: IncomingMessage, res: ServerResponse) => Promise<void>

/** What is behind the door. `hotReload` is development's own; it answers whether it has taken the socket. */
export type Rooms = Record<Place, Answer> & {
  hotReload?: (req: IncomingMessage, socket: Duplex, head: Buffer) => boolean
}

export type Door = {
  /** Answers the port on which it listens. */
  listen: (at: { PORT: number; HOST: string }) => Promise<number>
  /** Takes no new sockets, waits `ms` at most for the answers under way, then closes every socket. */
  close: (ms: number) => Promise<void>
}

/** A request's time begins with its socket: one that says nothing ends like one that never comes to its end. */
const usualLimits = {
  headersTimeout: 30_000,
  requestTimeout: 60_000,
  connectionsCheckingInterval: 5_000,
  // Longer than load balancers keep theirs, so that none sends into a socket that is closing.
  keepAliveTimeout: 65_000,
}
const socketsMax = 10_000
/** How long whoever has just connected may take to say something, when no more are let in. */
const firstWordMs = 500
/** Under a load that never lets up there is always one more. */
const takingTurnsMax = 50

export function createDoor({ hotReload, ...rooms }: Rooms, limits = usualLimits): Door {
  const sockets = new Set<Duplex>()
  /** Those that have said nothing yet. */
  const silent = new Set<Duplex>()
  const answers = new Set<Promise<void>>()
  let isClosing = false
  let opened = 0

  /** Judges a request and hands it to the part of Jetway that answers it. */
  function receive(req: IncomingMessage, res: ServerResponse, beforeBody = () => {}): void {
    silent.delete(req.socket)
    const place = admit(req, res)
    if (!place) return
    if (isClosing) res.setHeader('connection', 'close')
    beforeBody()
    const ended = new Promise<void>((resolve) => res.once('close', resolve)).then(() => void answers.delete(ended))
    answers.add(ended)
    rooms[place](req, res).catch((error: unknown) => {
      log.error('an answer failed', { error, requestId: String(req.headers['x-request-id']) })
      if (!res.headersSent) res.writeHead(500)
      res.end()
    })
  }

  const server = createServer({
    ...limits,
    requireHostHeader: false,
    // Some clients offer h2c with every request; whoever does not take an offer answers as if there were none.
    shouldUpgradeCallback: (req) => hotReload !== undefined && isHotReload(req),
  })
  server.maxConnections = socketsMax
  server.on('connection', (socket) => {
    opened += 1
    sockets.add(socket)
    silent.add(socket)
    socket.once('close', () => {
      sockets.delete(socket)
      silent.delete(socket)
    })
    // Node takes its own listener off a socket that leaves HTTP, and an error that nobody hears ends the process.
    socket.on('error', () => {})
  })
  server.on('request', (req, res) => receive(req, res))
  server.on('checkContinue', (req, res) => receive(req, res, () => res.writeContinue()))
  server.on('checkExpectation', (req, res) => receive(req, res))
  server.on('connect', (req) => receive(req, lastAnswer(req)))
  if (hotReload) {
    server.on('upgrade', (req, socket, head) => {
      const res = lastAnswer(req)
      if (!admit(req, res)) return
      res.detachSocket(req.socket)
      if (!hotReload(req, socket, head)) socket.destroy()
    })
  }

  async function close(ms: number): Promise<void> {
    isClosing = true
    await untilTaken()
    const closed = new Promise((resolve) => server.close(resolve))
    await within(ms, allSaid(), undefined)
    for (const socket of sockets) socket.destroy()
    await closed
  }
  /** What the system has let in by now is taken, and what it has received is read: Node closes kept sockets at once. */
  async function untilTaken(): Promise<void> {
    let taken = -1
    for (let turn = 0; turn < takingTurnsMax && taken !== opened; turn += 1) {
      taken = opened
      for (let poll = 0; poll < 3; poll += 1) await nextTurn()
    }
  }

  /** Every answer has ended, and nobody who has just come is about to ask. */
  async function allSaid(): Promise<void> {
    const until = Date.now() + firstWordMs
    do {
      await allEnded(answers)
      await nextTurn()
      await nextTurn()
    } while (answers.size > 0 || (silent.size > 0 && Date.now() < until))
  }
  return { listen: ({ PORT, HOST }) => bind(server, PORT, HOST), close }
}

async function allEnded(answers: ReadonlySet<Promise<void>>): Promise<void> {
  while (answers.size > 0) await Promise.race(answers)
}

function isHotReload({ url = '' }: IncomingMessage): boolean {
  return url.startsWith('/_next/hmr')
}

/** An answer to a request whose socket has left HTTP: there is none after it. */
function lastAnswer(req: IncomingMessage): ServerResponse {
  const res = new ServerResponse(req)
  res.shouldKeepAlive = false
  res.assignSocket(req.socket)
  res.once('finish', () => req.socket.destroySoon())
  return res
}

function bind(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject).listen(port, host, () => {
      server.off('error', reject).on('error', (error) => log.error('the listener failed', { error }))
      const address = server.address()
      resolve(typeof address === 'object' && address ? address.port : port)
    })
  })
}
