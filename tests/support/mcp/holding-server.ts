/** A legacy server with sessions that lets a test hold what it likes and answer it when it likes. */
import type { ServerResponse } from 'node:http'
import { type Listening, listen, sendJson } from './listen.ts'
import { type Message, opened } from './scripted-server.ts'

export type Held = {
  message: Message
  /** The session that it came in. */
  sessionId: string | null
  release: (result?: unknown) => void
  /** Closes the connection without an answer. */
  drop: () => void
  /** Resolves when whoever asked has closed the connection without an answer. */
  left: Promise<void>
}

type Told = Pick<Held, 'message' | 'sessionId'>

export type HoldingServer = Listening & {
  /** What is held from now on, and what no longer is: methods of the protocol, or `DELETE`, which is never answered then. */
  hold: (method: string) => void
  stopHolding: (method: string) => void
  /** The next call finds its session unknown. */
  loseSession: () => void
  /** The next request that is held, in the order in which they came. */
  nextHeld: () => Promise<Held>
  /** The next notification of that method. */
  nextTold: (method: string) => Promise<Told>
  /** Every notification of that method. */
  told: (method: string) => Told[]
  /** Ids of the sessions that were opened, and of those that were said goodbye to. */
  opened: string[]
  closed: string[]
}

const results: Record<string, object> = {
  initialize: opened,
  'tools/list': { tools: [{ name: 'wait', inputSchema: { type: 'object' } }] },
  'tools/call': { content: [{ type: 'text', text: 'done' }] },
}

export async function startHoldingServer(own: Record<string, object> = {}): Promise<HoldingServer> {
  const holding = new Set<string>()
  let hasLost = false
  const held = createLine<Held>()
  const tellings = new Map<string, Line<Told>>()
  const sessions = { opened: [] as string[], closed: [] as string[] }
  const lineOf = (method: string): Line<Told> => {
    const line = tellings.get(method) ?? createLine<Told>()
    tellings.set(method, line)
    return line
  }

  const server = await listen((req, res, body) => {
    const sessionId = [req.headers['mcp-session-id'] ?? null].flat()[0] ?? null
    if (req.method === 'DELETE') sessions.closed.push(sessionId ?? '')
    if (req.method === 'DELETE' && holding.has('DELETE')) return
    if (req.method !== 'POST') return void res.writeHead(req.method === 'DELETE' ? 204 : 405).end()
    const message: Message = JSON.parse(body)
    if (message.id === undefined) {
      lineOf(message.method).put({ message, sessionId })
      return void res.writeHead(202).end()
    }
    if (hasLost && message.method === 'tools/call') {
      hasLost = false
      return sendJson(res, 404, { jsonrpc: '2.0', id: null, error: { code: -32001, message: 'Session not found' } })
    }
    const release = (result: unknown = own[message.method] ?? results[message.method]) =>
      answer(res, message, result, sessions.opened)
    if (!holding.has(message.method)) return release()
    const left = new Promise<void>((resolve) => res.once('close', () => res.writableFinished || resolve()))
    held.put({ message, sessionId, release, drop: () => res.destroy(), left })
  })
  return {
    ...server,
    ...sessions,
    hold: (method) => void holding.add(method),
    stopHolding: (method) => void holding.delete(method),
    loseSession: () => {
      hasLost = true
    },
    nextHeld: held.take,
    nextTold: (method) => lineOf(method).take(),
    told: (method) => lineOf(method).all,
  }
}

function answer(res: ServerResponse, { id, method }: Message, result: unknown, opened: string[]): void {
  if (res.destroyed) return
  if (method !== 'initialize') return sendJson(res, 200, { jsonrpc: '2.0', id, result })
  const sessionId = `session-${crypto.randomUUID()}`
  opened.push(sessionId)
  sendJson(res, 200, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': sessionId })
}

type Line<T> = { all: T[]; put: (one: T) => void; take: () => Promise<T> }

/** What comes is handed out in order, to whoever waits or comes for it. */
function createLine<T>(): Line<T> {
  const all: T[] = []
  const waiting: ((one: T) => void)[] = []
  let taken = 0
  return {
    all,
    put: (one) => {
      all.push(one)
      const next = waiting.shift()
      if (!next) return
      taken += 1
      next(one)
    },
    take: () => {
      const known = all[taken]
      if (known === undefined) return new Promise((resolve) => waiting.push(resolve))
      taken += 1
      return Promise.resolve(known)
    },
  }
}
