/**
 * The one way of everything that is said to an issuer: the library of the protocol asks by the outbound guard, so no redirect
 * is followed, no private address dialled, and plain http goes only where an operator has opened a network.
 */
import { allowInsecureRequests, customFetch } from 'oauth4webapi'
import { env } from '#lib/env.ts'
import { safeFetch } from '#lib/http/safe-fetch.ts'

const timeoutMs = 10_000
const answerBytesMax = 262_144

type Asked = { method?: string; headers?: HeadersInit; body?: unknown }

/** Throws `OutboundError`. */
export function guardedFetch(url: string | URL, { method, headers, body }: Asked = {}): Promise<Response> {
  return safeFetch(
    url,
    {
      method: method === 'POST' ? 'POST' : 'GET',
      headers: Object.fromEntries(new Headers(headers)),
      ...(body != null && { body: String(body) }),
    },
    { policy: { allowNetworks: env().JETWAY_ALLOW_NETWORKS }, timeoutMs, responseBytesMax: answerBytesMax },
  )
}

/** What every call of the library is given. The guard decides about http, by name and by address. */
export const guarded = { [customFetch]: guardedFetch, [allowInsecureRequests]: true } as const
