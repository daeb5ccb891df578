/**
 * What a server says to a call, handed back to its client as it comes: the answer under the client's own id, and in a stream
 * also what the server tells and asks meanwhile. Whatever is not the answer (a page, nothing, a stream that ends) becomes an
 * error that names the connection, at once.
 */
import { once } from 'node:events'
import type { ServerResponse } from 'node:http'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import type { Call } from '../call.ts'
import { toRefusal, upstreamFailed } from '../judge.ts'
import { answerBytesMax, keepAliveMs } from '../limits.ts'
import { errorText, toEvent } from '../wire/answer.ts'
import { isStream, toClientHeaders } from '../wire/headers.ts'
import type { Mask } from '../wire/mask.ts'
import type { ClientRequest } from '../wire/read-message.ts'
import type { Answer } from '../wire/send.ts'
import { type FromServer, outcomeOf, readFromServer, toClientAnswer } from './from-server.ts'
import { messagesOf, type Resume } from './resumed-events.ts'

export type Expected = {
  request: ClientRequest
  /** The id that the server was asked under. */
  sentId: number
  isCrossing: boolean
  serverName: string
  mask: Mask
  resume: Resume | null
  /** What a client hears of something that a server tells or asks; null where it is not to be. */
  toClientText: (message: Extract<FromServer, { kind: 'ask' | 'told' }>) => string | null
}

export function passBack(call: Call, answer: Answer, expected: Expected): Promise<CallOutcome> {
  return isStream(answer.headers) ? passStream(call, answer, expected) : passJson(call, answer, expected)
}

async function passJson({ res }: Call, answer: Answer, expected: Expected): Promise<CallOutcome> {
  const { serverName, sentId, mask } = expected
  const text = (await answer.read(answerBytesMax)).toString('utf8')
  if (text.trim() === '') throw upstreamFailed(`${serverName} gave no answer (status ${answer.status}).`)
  const message = readFromServer(text, sentId, serverName)
  if (message.kind !== 'answer') throw upstreamFailed(`${serverName} answered something else than what was asked.`)
  const body = Buffer.from(toClientAnswer(message, toReader(expected)))
  const headers = toClientHeaders(answer.headers, mask)
  res.writeHead(200, { ...headers, 'content-type': 'application/json', 'content-length': body.length })
  res.end(body)
  return outcomeOf(message.json)
}

async function passStream(call: Call, answer: Answer, expected: Expected): Promise<CallOutcome> {
  const { res } = call
  const { 'content-length': _length, ...headers } = toClientHeaders(answer.headers, expected.mask)
  res.writeHead(200, headers)
  res.flushHeaders()
  const alive = setInterval(() => res.write(':\n\n'), keepAliveMs).unref()
  try {
    return await passEvents(call, answer, expected)
  } catch (error) {
    if (call.signal.aborted) return 'cancelled'
    const { why, outcome } = toRefusal(error, expected.serverName)
    res.end(toEvent(errorText({ id: expected.request.id, code: why.code, message: why.message })))
    return outcome
  } finally {
    clearInterval(alive)
  }
}

async function passEvents({ res, signal }: Call, answer: Answer, expected: Expected): Promise<CallOutcome> {
  const { serverName, sentId, toClientText, resume } = expected
  for await (const data of messagesOf(answer, resume, signal)) {
    const message = readFromServer(data, sentId, serverName)
    if (message.kind === 'answer') {
      res.end(toEvent(toClientAnswer(message, toReader(expected))))
      return outcomeOf(message.json)
    }
    const text = message.kind === 'other' ? null : toClientText(message)
    if (text !== null) await write(res, toEvent(text), signal)
  }
  throw upstreamFailed(`${serverName} ended its answer before it was complete.`)
}

function toReader({ request, isCrossing, serverName }: Expected) {
  return { id: request.id, isModern: request.isModern, isCrossing, serverName }
}

async function write(res: ServerResponse, text: string, signal: AbortSignal): Promise<void> {
  if (!res.write(text)) await once(res, 'drain', { signal })
}
