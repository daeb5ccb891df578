/**
 * One server for as long as it is looked at: its address, the headers to send, one pool, one deadline. Everything lib/mcp
 * says to it of its own accord goes through here, and so through the outbound guard.
 */
import { guardedAgent } from '#lib/http/dispatcher.ts'
import type { Lookup } from '#lib/http/guarded-lookup.ts'
import type { OutboundPolicy } from '#lib/http/policy.ts'
import { type SafeRequest, safeFetch } from '#lib/http/safe-fetch.ts'
import { answerBytesMax, probeTimeoutMs } from './limits.ts'
import type { Peer } from './post-message.ts'

/** `timeoutMs` bounds the whole conversation. `lookup` replaces the system's resolver, as tests do. */
export type PeerOptions = {
  policy: OutboundPolicy
  timeoutMs?: number
  signal?: AbortSignal | undefined
  lookup?: Lookup | undefined
}

export type ProbedPeer = Peer & {
  signal: AbortSignal
  /** Any request of HTTP; `Peer.send` is for messages. The body must be read or cancelled. */
  fetch: (request: SafeRequest, timeoutMs: number) => Promise<Response>
  close: () => Promise<void>
}

/** `headers` go with every request, unless it has one of that name itself. */
export function connect(url: string, headers: Headers, options: PeerOptions): ProbedPeer {
  const { policy, timeoutMs = probeTimeoutMs, lookup } = options
  const deadline = AbortSignal.timeout(timeoutMs)
  const signal = options.signal ? AbortSignal.any([deadline, options.signal]) : deadline
  const agent = guardedAgent(policy, { lookup, connections: 2 })

  const fetch: ProbedPeer['fetch'] = (request, requestMs) => {
    // A session is said goodbye to also when the time for everything else has passed.
    const ends = request.method === 'DELETE' ? {} : { signal }
    const limits = { policy, agent, timeoutMs: requestMs, responseBytesMax: answerBytesMax, ...ends }
    return safeFetch(url, { ...request, headers: withOwn(headers, request.headers) }, limits)
  }
  return {
    timeoutMs,
    signal,
    isOver: () => signal.aborted,
    fetch,
    send: async ({ timeoutMs: requestMs, ...request }) => {
      const { status, headers: received, body } = await fetch(request, requestMs)
      return { status, headers: received, body: body ?? [], cancel: () => body?.cancel() }
    },
    close: () => agent.destroy(),
  }
}

type Headers = Readonly<Record<string, string>>

/** Names of headers do not differ by case: the protocol's own take the place of a given one and never stand beside it. */
function withOwn(given: Headers, own: Headers = {}): Headers {
  const taken = new Set(Object.keys(own).map((name) => name.toLowerCase()))
  const others = Object.entries(given).filter(([name]) => !taken.has(name.toLowerCase()))
  return { ...Object.fromEntries(others), ...own }
}
