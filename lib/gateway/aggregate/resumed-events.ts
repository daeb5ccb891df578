/**
 * The messages of a server's stream. A server may close a stream that it has given ids, so as not to hold a connection through a
 * long call, and goes on where it was asked to; so does one whose connection broke.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#resumability-and-redelivery
 */
import { setTimeout as wait } from 'node:timers/promises'
import { isOutboundError } from '#lib/http/errors.ts'
import { createSseReader, type SseEvent } from '#lib/mcp/sse-reader.ts'
import { answerBytesMax } from '../limits.ts'
import type { Answer } from '../wire/send.ts'

/** Asks for what comes after an event; null where the server has none of it. */
export type Resume = (lastEventId: string) => Promise<Answer | null>

const retryMsMax = 30_000
const defaultRetryMs = 1_000
/** How often in a row a stream may end without anything new. */
const idleRoundsMax = 5

/** `resume` is null where streams cannot be resumed. The signal ends the waiting between two streams. */
export async function* messagesOf(first: Answer, resume: Resume | null, signal: AbortSignal): AsyncIterable<string> {
  let lastEventId = ''
  let retryMs = defaultRetryMs
  let idleRounds = 0
  for (let answer: Answer | null = first; answer; ) {
    const before = lastEventId
    try {
      for await (const { event, data, id, retry } of eventsOf(answer)) {
        lastEventId = id ?? lastEventId
        retryMs = Math.min(retry ?? retryMs, retryMsMax)
        if (event === 'message' && data !== '') yield data
      }
    } catch (error) {
      if (!isOutboundError(error) || error.reason !== 'reset' || !canBeAsked(lastEventId) || !resume) throw error
    }
    idleRounds = lastEventId === before ? idleRounds + 1 : 0
    if (!resume || !canBeAsked(lastEventId) || idleRounds === idleRoundsMax) return
    await wait(retryMs, undefined, { signal })
    answer = await resume(lastEventId)
  }
}

/** Whether it is an id that can stand in a header. */
function canBeAsked(lastEventId: string): boolean {
  return /^[\x20-\x7e]{1,1000}$/.test(lastEventId)
}

async function* eventsOf(answer: Answer): AsyncIterable<SseEvent> {
  const reader = createSseReader({ eventCharsMax: answerBytesMax })
  for await (const chunk of answer.chunks()) yield* reader.push(chunk)
  yield* reader.end()
}
