/**
 * One request to an address that somebody typed or a document named: the URL checked, the address checked when dialled,
 * time and size bounded, no redirect followed.
 * Must stay true: what the caller put into headers never reaches another origin; no error or message repeats it.
 */
import type { Readable } from 'node:stream'
import type { Dispatcher } from 'undici'
import { boundedBody } from './bounded-body.ts'
import { assertSendable } from './check-headers.ts'
import { checkUrl } from './check-url.ts'
import { guardedAgent } from './dispatcher.ts'
import { OutboundError } from './errors.ts'
import { isPacked } from './is-packed.ts'
import type { OutboundPolicy } from './policy.ts'
import { refuseRedirect } from './refuse-redirect.ts'
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
  signal?: AbortSignal | undefined
  agent?: Dispatcher | undefined
}

/** Throws `OutboundError`, here and while the body is read. The body must be read or cancelled; the deadline ends it otherwise. */
export async function safeFetch(target: string | URL, request: SafeRequest, limits: SafeLimits): Promise<Response> {
  assertSendable(request.headers ?? {})
  const signal = AbortSignal.any([AbortSignal.timeout(limits.timeoutMs), ...(limits.signal ? [limits.signal] : [])])
  const agent = limits.agent ?? guardedAgent(limits.policy)
  const release = () => (limits.agent ? undefined : void agent.destroy())

  try {
    const url = checkedUrl(target, limits.policy)
    const answer = await send(url, request, { agent, signal })
    const { location } = answer.headers
    if (!isRedirect.has(answer.statusCode) || typeof location !== 'string') {
      return toResponse(answer, { url, responseBytesMax: limits.responseBytesMax, release })
    }
    discard(answer.body)
    throw refuseRedirect(url, location, limits.policy)
  } catch (error) {
    release()
    throw toOutboundError(error, hostFor(target))
  }
}

const isRedirect = new Set([301, 302, 303, 307, 308])

type Way = { agent: Dispatcher; signal: AbortSignal }

function send(url: URL, request: SafeRequest, { agent, signal }: Way): Promise<Dispatcher.ResponseData> {
  const { method = 'GET', headers = {}, body = null } = request
  const path = url.pathname + url.search
  return agent.request({ origin: url.origin, path, method, headers: { ...headers }, body, signal })
}

type Framing = { url: URL; responseBytesMax: number; release: () => void }

function toResponse(answer: Dispatcher.ResponseData, framing: Framing): Response {
  const headers = new Headers()
  for (const [name, content] of Object.entries(answer.headers)) {
    for (const one of [content ?? []].flat()) headers.append(name, one)
  }
  if (isPacked(headers.get('content-encoding'))) {
    discard(answer.body)
    throw new OutboundError('protocol', `${framing.url.host} packs its answer in a way that Jetway cannot open.`)
  }

  const hasBody = ![204, 205, 304].includes(answer.statusCode)
  const body = boundedBody(answer.body, { ...framing, host: framing.url.host })
  if (!hasBody) void body.cancel()
  return new Response(hasBody ? body : null, { status: answer.statusCode, headers })
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
