/**
 * The Postgres protocol on a Unix socket, for a database that is one single backend. All connections share it, and with
 * it the unnamed statement, so what belongs together must run together: the messages of one query up to its `Sync`, and
 * everything from `BEGIN` to the end of the transaction. Must stay true: no connection's message runs in between.
 * https://www.postgresql.org/docs/current/protocol-message-formats.html
 */
import { createServer, type Server, type Socket } from 'node:net'
import type { PGlite } from '@electric-sql/pglite'
import { createTurns, type Turns } from './turns.ts'

const cancelRequest = 80_877_102
const sslRequest = 80_877_103
const gssRequest = 80_877_104
const closers = new Set(['S', 'Q'].map((letter) => letter.charCodeAt(0)))
const terminate = 'X'.charCodeAt(0)

export type ServedSocket = { close: () => Promise<void> }

export async function serveSocket(database: PGlite, path: string): Promise<ServedSocket> {
  const turns = createTurns()
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.once('close', () => sockets.delete(socket))
    serve(socket, database, turns)
  })
  await listen(server, path)
  return {
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve))
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function serve(socket: Socket, database: PGlite, turns: Turns): void {
  const owner = Symbol('connection')
  let received = Buffer.alloc(0)
  let hasStarted = false
  let running = Promise.resolve()

  /** Cuts the next whole unit off what has been received, or null. */
  function nextUnit(): Buffer | null {
    const length = hasStarted ? unitLength(received) : startLength(received)
    if (length === null) return null
    const unit = received.subarray(0, length)
    received = received.subarray(length)
    return unit
  }

  async function run(unit: Buffer): Promise<void> {
    await turns.take(owner)
    const answer = (bytes: Uint8Array) => socket.writable && socket.write(Buffer.from(bytes))
    socket.cork()
    await database.execProtocolRawStream(Uint8Array.from(unit), { onRawData: answer })
    socket.uncork()
    hasStarted = true
    if (!database.isInTransaction()) turns.give(owner)
  }

  async function end(): Promise<void> {
    if (turns.has(owner) && database.isInTransaction()) await database.exec('rollback')
    turns.give(owner)
  }

  const enqueue = (work: () => Promise<void>) => {
    running = running.then(work).catch(() => {
      socket.destroy()
    })
  }
  socket.on('data', (chunk) => {
    received = received.length === 0 ? chunk : Buffer.concat([received, chunk])
    enqueue(async () => {
      for (let unit = nextUnit(); unit; unit = nextUnit()) {
        const request = hasStarted ? null : unit.readInt32BE(4)
        if (request === sslRequest || request === gssRequest) socket.write('N')
        else if (request === cancelRequest || (hasStarted && unit[0] === terminate)) socket.end()
        else await run(unit)
      }
    })
  })
  socket.on('error', () => socket.destroy())
  socket.on('close', () => enqueue(end))
}

/** The length of the messages up to and with the one that ends a query, or null while it has not arrived. */
function unitLength(bytes: Buffer): number | null {
  let at = 0
  while (bytes.length >= at + 5) {
    const type = bytes[at] ?? 0
    const end = at + 1 + bytes.readInt32BE(at + 1)
    if (bytes.length < end) return null
    if (closers.has(type) || (type === terminate && at === 0)) return end
    at = end
  }
  return null
}

function startLength(bytes: Buffer): number | null {
  const length = bytes.length >= 8 ? bytes.readInt32BE(0) : 0
  return length > 0 && bytes.length >= length ? length : null
}

function listen(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
}
