/**
 * One JSON-RPC request of the gateway's own to an upstream (opening a session, listing tools), read up to its answer.
 * Bounded in time and bytes.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { findResponse, type JsonObject, parseJson, type RpcResponse } from '#lib/mcp/json-rpc.ts'
import { postAccept } from '#lib/mcp/protocol.ts'
import { createSseReader } from '#lib/mcp/sse-reader.ts'
import { isStream, toUpstreamHeaders } from '../headers.ts'
import { listBytesMax } from '../limits.ts'
import type { Gear } from '../memory/gear.ts'
import type { Upstream } from '../memory/upstream.ts'
import { collect, type Head, relay, type Sink } from '../relay.ts'

/** `bytes`: how much was read for it. */
export type Asked = { status: number; headers: IncomingHttpHeaders; response: RpcResponse | null; bytes: number }

type Question = { body: JsonObject; headers: Record<string, string>; deadlineMs: number; signal: AbortSignal }

export async function askUpstream(gear: Gear, upstream: Upstream, question: Question): Promise<Asked> {
  const { body, deadlineMs, signal } = question
  const own = { accept: postAccept, 'content-type': 'application/json', ...question.headers }
  const headers = { ...toUpstreamHeaders(own, upstream.headers, question.headers['mcp-session-id'] ?? null) }
  const enough = new AbortController()
  const asked: Asked = { status: 0, headers: {}, response: null, bytes: 0 }
  const found = (response: RpcResponse | null) => {
    if (!response || asked.response) return
    asked.response = response
    // What follows the answer on a stream is not waited for.
    enough.abort()
  }
  const request = { pool: gear.pools.poolOf(upstream), url: upstream.connection.url, method: 'POST' as const }
  try {
    await relay(
      {
        ...request,
        headers,
        mask: upstream.mask,
        body: JSON.stringify(body),
        deadlineMs,
        signal: AbortSignal.any([signal, enough.signal]),
      },
      (head) => {
        asked.status = head.status
        asked.headers = head.headers
        if (head.status === 401) return null
        const sink = readAnswer(head, body.id, found)
        const write = (chunk: Buffer) => {
          asked.bytes += chunk.length
          return sink.write(chunk)
        }
        return { ...sink, write }
      },
    )
  } catch (error) {
    if (!asked.response) throw error
  }
  return asked
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
  return collect(listBytesMax, (answer) => found(isAnswerTo(answer.toString('utf8'))))
}
