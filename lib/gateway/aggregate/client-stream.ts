/**
 * The stream that a legacy client keeps open beside its calls, for what it is told unasked. It is silent until then, and ends
 * with the client's session.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#listening-for-messages-from-the-server
 */
import { once } from 'node:events'
import { type Notice, subscribe } from '#lib/events/bus.ts'
import type { Call } from '../call.ts'
import { keepAliveMs } from '../limits.ts'
import { toEvent } from '../wire/answer.ts'

/** `clientSessionId`: whose stream it is. Resolves when it has ended. */
export async function openClientStream({ res, signal, memory }: Call, clientSessionId: string): Promise<void> {
  // A stream that has ended takes nothing more, and throws.
  const say = (text: string) => void (res.writableEnded || res.write(text))
  const hear = (notice: Notice) => {
    const told = toNotification(notice, clientSessionId)
    if (told) say(toEvent(JSON.stringify(told)))
    if (notice.kind === 'session.ended' && notice.clientSessionId === clientSessionId) res.end()
  }
  const stayAlive = async () => {
    say(':\n\n')
    if (await memory.ended.has(clientSessionId).catch(() => false)) res.end()
  }
  const unsubscribe = subscribe(hear)
  const alive = setInterval(() => void stayAlive(), keepAliveMs).unref()
  signal.addEventListener('abort', () => res.end(), { once: true })
  try {
    const headers = { 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' }
    res.writeHead(200, { 'content-type': 'text/event-stream', ...headers })
    say(':\n\n')
    if (signal.aborted) res.end()
    if (!res.destroyed) await once(res, 'close')
  } finally {
    unsubscribe()
    clearInterval(alive)
  }
}

function toNotification(notice: Notice, clientSessionId: string) {
  if (notice.kind !== 'elicitation.completed' || notice.clientSessionId !== clientSessionId) return null
  const { elicitationId } = notice
  return { jsonrpc: '2.0', method: 'notifications/elicitation/complete', params: { elicitationId } }
}
