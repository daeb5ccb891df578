/** A legacy server whose every answer is the test's choice: one function per method, or none. */
import type { ServerResponse } from 'node:http'
import { type Handler, type Listening, listen, sendJson } from './listen.ts'

export type Message = { id?: string | number; method: string; params?: Record<string, unknown> }

/** Gives a result, or answers by itself and gives nothing. */
export type Script = Record<
  string,
  (message: Message, res: ServerResponse, headers: Record<string, unknown>) => unknown
>

export const opened = {
  protocolVersion: '2025-06-18',
  capabilities: { tools: {} },
  serverInfo: { name: 'scripted', version: '1' },
}

export function startScriptedServer(script: Script): Promise<Listening> {
  return listen((req, res, body) => {
    if (req.method !== 'POST') return void res.writeHead(405).end()
    const message: Message = JSON.parse(body)
    if (message.id === undefined) return void res.writeHead(202).end()

    const own = Object.hasOwn(script, message.method) ? script[message.method] : undefined
    const play = own ?? (message.method === 'initialize' ? () => opened : undefined)
    const result = play?.(message, res, req.headers)
    if (res.writableEnded || res.headersSent) return
    if (result !== undefined) return sendJson(res, 200, { jsonrpc: '2.0', id: message.id, result })
    if (!play)
      sendJson(res, 200, { jsonrpc: '2.0', id: message.id, error: { code: -32601, message: 'Method not found' } })
  })
}

/** Opens a session for everyone and takes what is only told; `answer` does the rest, with the id it was asked under. */
export function afterOpening(answer: (id: unknown, ...rest: Parameters<Handler>) => void): Handler {
  return (req, res, body) => {
    const { id, method } = JSON.parse(body || '{}')
    if (method === 'initialize') return sendJson(res, 200, { jsonrpc: '2.0', id, result: opened })
    if (method?.startsWith('notifications/')) return void res.writeHead(202).end()
    answer(id, req, res, body)
  }
}
