/**
 * An upstream as a conversation of our own reaches it (lib/mcp): over the gateway's sockets, with the headers of its
 * credential, and without the values in what comes back.
 */
import type { Peer } from '#lib/mcp/post-message.ts'
import { mcpHeaders } from '#lib/mcp/protocol.ts'
import type { Memory } from '../memory/memory.ts'
import type { Upstream } from '../memory/upstream.ts'
import { toUpstreamHeaders } from '../wire/headers.ts'
import { send } from '../wire/send.ts'

export function toPeer(memory: Memory, upstream: Upstream, signal: AbortSignal): Peer {
  return {
    timeoutMs: upstream.connection.patience.answerMs,
    isOver: () => signal.aborted,
    send: async ({ method, headers, body = null, timeoutMs }) => {
      const answer = await send({
        pool: memory.pools.poolOf(upstream),
        url: upstream.request.url,
        method,
        headers: toUpstreamHeaders(headers, upstream.request.headers, headers[mcpHeaders.sessionId] ?? null),
        mask: upstream.mask,
        body,
        silenceMs: 0,
        totalMs: timeoutMs,
        signal,
      })
      const get = (name: string) => [answer.headers[name] ?? null].flat()[0] ?? null
      return { status: answer.status, headers: { get }, body: answer.chunks(), cancel: answer.discard }
    },
  }
}
