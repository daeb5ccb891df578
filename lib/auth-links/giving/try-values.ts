import { env } from '#lib/env.ts'
import { type TryResult, tryCredential } from '#lib/mcp/try-credential.ts'
import { toHeaders } from '#lib/servers/header-rows.ts'
import { fixedHeaders } from '#lib/servers/render-headers.ts'
import type { ConnectionRow } from './view.ts'

/** `accepted`: the server took them, and takes anybody: it did not check them. */
export type Tried =
  | (Extract<TryResult, { ok: true }> & { state: 'verified' | 'accepted' })
  | Extract<TryResult, { ok: false }>

/**
 * Tries what a person gave, in the headers made of it, and once without: a server that shows the same tools to whoever asks says
 * nothing about the values.
 */
export async function tryValues(server: ConnectionRow['server'], headers: Record<string, string>): Promise<Tried> {
  const options = { policy: { allowNetworks: env().JETWAY_ALLOW_NETWORKS } }
  const tried = await tryCredential(server.url, headers, options)
  if (!tried.ok) return tried
  const bare = await tryCredential(server.url, fixedHeaders(toHeaders(server.inputs)), options)
  return { ...tried, state: bare.ok && namesOf(bare) === namesOf(tried) ? 'accepted' : 'verified' }
}

function namesOf({ tools }: Extract<TryResult, { ok: true }>): string {
  return JSON.stringify(tools.map(({ name }) => name).sort())
}
