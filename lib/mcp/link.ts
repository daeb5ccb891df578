/**
 * One server for as long as it is looked at: its address, the headers to send, one pool, one deadline. Everything lib/mcp
 * says to a server goes through `ask` here, and so through the outbound guard.
 */
import type { Dispatcher } from 'undici'
import { guardedAgent } from '#lib/http/dispatcher.ts'
import type { Lookup } from '#lib/http/guarded-lookup.ts'
import type { OutboundPolicy } from '#lib/http/policy.ts'
import { type SafeRequest, safeFetch } from '#lib/http/safe-fetch.ts'
import { answerBytesMax, closeTimeoutMs, probeTimeoutMs } from './limits.ts'

/** `timeoutMs` bounds the whole conversation. `lookup` replaces the system's resolver, as tests do. */
export type LinkOptions = {
  policy: OutboundPolicy
  timeoutMs?: number
  signal?: AbortSignal | undefined
  lookup?: Lookup | undefined
}

/** `headers`: sent with every request, unless it has one of that name itself. */
export type Link = {
  url: string
  headers: Readonly<Record<string, string>>
  policy: OutboundPolicy
  agent: Dispatcher
  signal: AbortSignal
  timeoutMs: number
}

export function openLink(url: string, headers: Readonly<Record<string, string>>, options: LinkOptions): Link {
  const { policy, timeoutMs = probeTimeoutMs, signal, lookup } = options
  const deadline = AbortSignal.timeout(timeoutMs)
  return {
    url,
    headers,
    policy,
    agent: guardedAgent(policy, { lookup, connections: 2 }),
    timeoutMs,
    signal: signal ? AbortSignal.any([deadline, signal]) : deadline,
  }
}

export async function closeLink(link: Link): Promise<void> {
  await link.agent.destroy()
}

/** One request to the server. Throws `OutboundError`. The body must be read or cancelled. */
export function ask(link: Link, request: SafeRequest, timeoutMs: number = probeTimeoutMs): Promise<Response> {
  const { url, policy, agent, signal } = link
  const headers = withOwn(link.headers, request.headers)
  return safeFetch(url, { ...request, headers }, { policy, agent, signal, timeoutMs, responseBytesMax: answerBytesMax })
}

/** Ends a session, within its own short deadline, also when the link's has passed. What the server says to it does not matter. */
export async function sayGoodbye(link: Link, headers: Record<string, string>): Promise<void> {
  const { url, policy, agent } = link
  const request = { method: 'DELETE', headers: withOwn(link.headers, headers) } as const
  try {
    const response = await safeFetch(url, request, {
      policy,
      agent,
      timeoutMs: closeTimeoutMs,
      responseBytesMax: answerBytesMax,
    })
    await response.body?.cancel()
  } catch {
    // The session ends by itself when the server forgets it.
  }
}

type Headers = Readonly<Record<string, string>>

/** Names of headers do not differ by case: the protocol's own take the place of a given one and never stand beside it. */
function withOwn(given: Headers, own: Headers = {}): Headers {
  const taken = new Set(Object.keys(own).map((name) => name.toLowerCase()))
  const others = Object.entries(given).filter(([name]) => !taken.has(name.toLowerCase()))
  return { ...Object.fromEntries(others), ...own }
}
