import { env } from '#lib/env.ts'
import { type TryResult, tryCredential } from '#lib/mcp/try-credential.ts'
import { toInputs } from '#lib/servers/inputs/input-rows.ts'
import { fixedRequest, type RenderedRequest } from '#lib/servers/inputs/render-request.ts'
import type { ConnectionRow } from './view.ts'

/** `accepted`: the server took them, and takes anybody: it did not check them. */
export type Tried =
  | (Extract<TryResult, { ok: true }> & { state: 'verified' | 'accepted' })
  | Extract<TryResult, { ok: false }>

/**
 * Tries the request made of what a person gave, and once what goes out without it: a server that shows the same tools to whoever asks says
 * nothing about the values.
 */
export async function tryValues(server: ConnectionRow['server'], request: RenderedRequest): Promise<Tried> {
  const tried = await tryRequest(request)
  if (!tried.ok) return tried
  const fixed = fixedRequest(server.url, toInputs(server.inputs))
  const bare = fixed && (await tryRequest(fixed))
  return { ...tried, state: bare?.ok && namesOf(bare) === namesOf(tried) ? 'accepted' : 'verified' }
}

/** Nothing of what went out is in the answer. */
function tryRequest({ url, headers, secrets }: RenderedRequest): Promise<TryResult> {
  const policy = { allowNetworks: env().JETWAY_ALLOW_NETWORKS }
  return tryCredential(url.href, headers, { policy, secrets })
}

function namesOf({ tools }: Extract<TryResult, { ok: true }>): string {
  return JSON.stringify(tools.map(({ name }) => name).sort())
}
