/**
 * An upstream as a conversation of our own reaches it (lib/mcp): over the gateway's sockets, with the headers of its
 * credential, and without the values in what comes back.
 */
import { PassThrough } from 'node:stream'
import type { Peer } from '#lib/mcp/post-message.ts'
import { mcpHeaders } from '#lib/mcp/protocol.ts'
import { toUpstreamHeaders } from '../headers.ts'
import { listDeadlineMs } from '../limits.ts'
import type { Memory } from '../memory/memory.ts'
import type { Upstream } from '../memory/upstream.ts'
import { type Answer, send } from '../send.ts'

export function toPeer(memory: Memory, upstream: Upstream, signal: AbortSignal): Peer {
  return {
    timeoutMs: listDeadlineMs,
    isOver: () => signal.aborted,
    send: async ({ method, headers, body = null, timeoutMs }) => {
      const enough = new AbortController()
      const answer = await send({
        pool: memory.pools.poolOf(upstream),
        url: upstream.connection.url,
        method,
        headers: toUpstreamHeaders(headers, upstream.headers, headers[mcpHeaders.sessionId] ?? null),
        mask: upstream.mask,
        body,
        deadlineMs: timeoutMs,
        signal: AbortSignal.any([signal, enough.signal]),
      })
      const stop = () => enough.abort()
      const get = (name: string) => [answer.headers[name] ?? null].flat()[0] ?? null
      return { status: answer.status, headers: { get }, body: chunksOf(answer, stop), cancel: stop }
    },
  }
}

/** The body piece by piece; who stops reading stops the rest. */
async function* chunksOf(answer: Answer, stop: () => void): AsyncIterable<Buffer> {
  const through = new PassThrough()
  through.once('close', stop)
  const sink = {
    write: (chunk: Buffer) => through.write(chunk),
    end: () => void through.end(),
    onDrain: (resume: () => void) => void through.once('drain', resume),
  }
  answer.pipeTo(sink).catch((error: Error) => through.destroy(error))
  yield* through
}
