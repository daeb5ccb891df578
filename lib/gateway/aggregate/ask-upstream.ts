/**
 * One JSON-RPC request of the gateway's own to an upstream (opening a session, listing tools), read up to its answer.
 * Bounded in time and bytes.
 */
import { findResponse, type JsonObject, parseJson, type RpcResponse } from '#lib/mcp/json-rpc.ts'
import { postAccept } from '#lib/mcp/protocol.ts'
import { createSseReader } from '#lib/mcp/sse-reader.ts'
import type { Call } from '../call.ts'
import { isStream, toUpstreamHeaders } from '../headers.ts'
import { listBytesMax } from '../limits.ts'
import type { Upstream } from '../memory/upstream.ts'
import { requireGood } from '../road.ts'
import { collecting, type Head, type Sink, send } from '../send.ts'

/** `bytes`: how much was read for it. */
export type UpstreamReply = Head & { response: RpcResponse | null; bytes: number }

type Question = { body: JsonObject; headers: Record<string, string>; deadlineMs: number; signal: AbortSignal }

/** Throws `OutboundError`, or `Refusal` where the server does not let anything in. */
export async function askUpstream(call: Call, upstream: Upstream, question: Question): Promise<UpstreamReply> {
  const { body, deadlineMs, signal } = question
  const own = { accept: postAccept, 'content-type': 'application/json', ...question.headers }
  const enough = new AbortController()
  const answer = await send({
    pool: call.memory.pools.poolOf(upstream),
    url: upstream.connection.url,
    method: 'POST',
    headers: toUpstreamHeaders(own, upstream.headers, question.headers['mcp-session-id'] ?? null),
    mask: upstream.mask,
    body: JSON.stringify(body),
    deadlineMs,
    signal: AbortSignal.any([signal, enough.signal]),
  })
  await requireGood(call, answer, upstream)
  const reply: UpstreamReply = { status: answer.status, headers: answer.headers, response: null, bytes: 0 }
  const found = (response: RpcResponse | null) => {
    if (!response || reply.response) return
    reply.response = response
    // What follows the answer on a stream is not waited for.
    enough.abort()
  }
  await answer.pipeTo(count(reply, readAnswer(answer, body.id, found))).catch((error: unknown) => {
    if (!reply.response) throw error
  })
  return reply
}

function count(reply: UpstreamReply, sink: Sink): Sink {
  const write = (chunk: Buffer) => {
    reply.bytes += chunk.length
    return sink.write(chunk)
  }
  return { ...sink, write }
}

function readAnswer(head: Head, id: unknown, found: (response: RpcResponse | null) => void): Sink {
  const wanted = typeof id === 'string' || typeof id === 'number' ? id : null
  const isAnswerTo = (text: string) => (wanted === null ? null : findResponse(parseJson(text), wanted))
  if (isStream(head.headers)) {
    const reader = createSseReader({ eventCharsMax: listBytesMax })
    return {
      write: (chunk) => {
        for (const event of reader.push(chunk)) found(isAnswerTo(event.data))
        return true
      },
      end: () => {
        for (const event of reader.end()) found(isAnswerTo(event.data))
      },
    }
  }
  return collecting(listBytesMax, (answer) => found(isAnswerTo(answer.toString('utf8'))))
}
