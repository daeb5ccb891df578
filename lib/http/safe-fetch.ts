/**
 * One request to an address that somebody typed or a document named: the URL checked on every hop, the address checked
 * when dialled, time and size bounded, redirects taken only within the origin unless the caller says otherwise.
 * Must stay true: what the caller put into headers never reaches another origin; no error or message repeats it.
 */
import type { Readable } from 'node:stream'
import type { Agent, Dispatcher } from 'undici'
import { boundedBody } from './bounded-body.ts'
import { assertSendable } from './check-headers.ts'
import { checkUrl } from './check-url.ts'
import { guardedAgent } from './dispatcher.ts'
import { OutboundError } from './errors.ts'
import { redirectsMax as defaultRedirectsMax } from './limits.ts'
import { type Hop, nextHop, type Redirect } from './next-hop.ts'
import type { OutboundPolicy } from './policy.ts'
import { toOutboundError } from './to-outbound-error.ts'

export type SafeRequest = {
  method?: 'GET' | 'HEAD' | 'POST' | 'DELETE'
  headers?: Readonly<Record<string, string>>
  body?: string
}

/** `agent`: a guarded agent to share over several requests; without it the request has one of its own, gone with its body. */
export type SafeLimits = {
  policy: OutboundPolicy
  timeoutMs: number
  responseBytesMax: number
  redirectsMax?: number
  crossOriginRedirects?: 'refuse' | 'follow'
  signal?: AbortSignal | undefined
  agent?: Agent | undefined
}

/** Throws `OutboundError`, here and while the body is read. The body must be read or cancelled; the deadline ends it otherwise. */
export async function safeFetch(target: string | URL, request: SafeRequest, limits: SafeLimits): Promise<Response> {
  const { headers = {}, method = 'GET', body = null } = request
  assertSendable(headers)
  const signal = AbortSignal.any([AbortSignal.timeout(limits.timeoutMs), ...(limits.signal ? [limits.signal] : [])])
  const agent = limits.agent ?? guardedAgent(limits.policy)
  const release = () => (limits.agent ? undefined : void agent.destroy())

  try {
    const hop = { url: checkedUrl(target, limits.policy), method, headers, body }
    return await followHops(hop, { agent, signal, limits, release })
  } catch (error) {
    release()
    throw toOutboundError(error, hostFor(target))
  }
}

type Journey = { agent: Agent; signal: AbortSignal; limits: SafeLimits; release: () => void }

async function followHops(start: Hop, { agent, signal, limits, release }: Journey): Promise<Response> {
  const { redirectsMax = defaultRedirectsMax, crossOriginRedirects = 'refuse', policy } = limits
  let hop = start
  for (let hops = 0; ; hops += 1) {
    const answer = await send(hop, agent, signal)
    const redirect = redirectOf(answer)
    if (!redirect) return toResponse(answer, { url: hop.url, responseBytesMax: limits.responseBytesMax, release })

    discard(answer.body)
    const next = nextHop(hop, redirect, { policy, crossOriginRedirects })
    if (!next.ok) throw next.error
    if (hops >= redirectsMax) throw tooManyHops(hop.url, next.hop.url)
    hop = next.hop
  }
}

async function send(hop: Hop, agent: Agent, signal: AbortSignal): Promise<Dispatcher.ResponseData> {
  const { url, method, headers, body } = hop
  try {
    return await agent.request({
      origin: url.origin,
      path: url.pathname + url.search,
      method: method as Dispatcher.HttpMethod,
      headers: { ...headers },
      body,
      signal,
    })
  } catch (error) {
    throw toOutboundError(error, url.host)
  }
}

type Framing = { url: URL; responseBytesMax: number; release: () => void }

function toResponse(answer: Dispatcher.ResponseData, framing: Framing): Response {
  const headers = new Headers()
  for (const [name, content] of Object.entries(answer.headers)) {
    for (const one of [content ?? []].flat()) headers.append(name, one)
  }
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity'
  if (encoding !== 'identity') {
    discard(answer.body)
    throw new OutboundError('protocol', `${framing.url.host} compresses its answer although nothing asked for it.`)
  }

  const hasBody = ![204, 205, 304].includes(answer.statusCode)
  const body = boundedBody(answer.body, { ...framing, host: framing.url.host })
  if (!hasBody) void body.cancel()
  return new Response(hasBody ? body : null, { status: answer.statusCode, headers })
}

function redirectOf({ statusCode, headers }: Dispatcher.ResponseData): Redirect | null {
  const { location } = headers
  return [301, 302, 303, 307, 308].includes(statusCode) && typeof location === 'string'
    ? { status: statusCode, location }
    : null
}

function tooManyHops(from: URL, to: URL): OutboundError {
  const location = to.origin + to.pathname
  return new OutboundError('redirect', `${from.host} redirects to ${location}.`, {
    advice: 'Use that address.',
    location,
  })
}

function checkedUrl(target: string | URL, policy: OutboundPolicy): URL {
  const checked = checkUrl(target, policy)
  if (checked.ok) return checked.url
  throw new OutboundError(checked.reason === 'private_address' ? 'blocked' : 'invalid_url', checked.message)
}

function discard(body: Readable): void {
  body.on('error', () => undefined).destroy()
}

function hostFor(target: string | URL): string {
  return URL.parse(String(target))?.host ?? 'The server'
}
