/**
 * One server as one person reaches it: its address and the headers made of that person's values (or of the project's
 * shared set). Opened values are kept for a moment under connection and holder, never under anything wider, and the bus
 * drops them at once when the credential changes. Must stay true: values go to the address they were given for, however
 * stale what is remembered may be. Trusts: the principal was verified for this project.
 */
import { LRUCache } from 'lru-cache'
import { openCredential } from '#lib/credentials/open-credential.ts'
import { database } from '#lib/db/database.ts'
import { subscribe } from '#lib/events/bus.ts'
import type { KeyPrincipal } from '#lib/projects/verify-key.ts'
import { renderHeaders } from '#lib/servers/render-headers.ts'
import type { Connected } from './directory.ts'
import { cachedMax, cacheMs } from './limits.ts'

export type Upstream = {
  connection: Connected
  /** Whose values these are: a person's id, or `shared`. Part of every key that something upstream is kept under. */
  holder: string
  credentialId: string | null
  headers: Readonly<Record<string, string>>
}

/** `missing`: nobody has given values yet. `rejected`: the server refused them since. */
export type Resolved = { ok: true; upstream: Upstream } | { ok: false; reason: 'missing' | 'rejected' }

export type UpstreamCache = {
  resolve: (connection: Connected, principal: KeyPrincipal) => Promise<Resolved>
  close: () => void
}

export function createUpstreamCache(): UpstreamCache {
  const known = new LRUCache<string, Upstream>({ max: cachedMax, ttl: cacheMs })
  let changes = 0
  const close = subscribe((notice) => {
    changes += 1
    if (notice.kind === 'credential.changed') known.delete(cacheName(notice.connectionId, notice.holder))
    if (notice.kind === 'connection.changed') dropConnection(known, notice.connectionId)
    if (['server.changed', 'person.changed', 'anything.changed'].includes(notice.kind)) known.clear()
  })

  async function resolve(connection: Connected, principal: KeyPrincipal): Promise<Resolved> {
    const holder = holderOf(connection, principal)
    const cached = known.get(cacheName(connection.id, holder))
    if (cached?.connection.url.href === connection.url.href) return { ok: true, upstream: { ...cached, connection } }
    // Values that were read while something changed may be the ones before it.
    const before = changes
    const resolved = await open(connection, holder, principal)
    if (resolved.ok && changes === before) known.set(cacheName(connection.id, holder), resolved.upstream)
    return resolved
  }
  return { resolve, close }
}

/** Whose values a call carries: the person's the key acts for, or the project's shared set. */
export function holderOf(connection: Connected, principal: KeyPrincipal): string {
  return connection.mode === 'shared' ? 'shared' : principal.personId
}

async function open(connection: Connected, holder: string, principal: KeyPrincipal): Promise<Resolved> {
  const place = {
    organizationId: connection.organizationId,
    connectionId: connection.id,
    holder: { mode: connection.mode, personId: principal.personId },
    url: connection.url.href,
  }
  const credential = connection.inputs.length === 0 ? null : await openCredential(database(), place)
  if (credential?.state === 'rejected') return { ok: false, reason: 'rejected' }
  const rendered = renderHeaders(connection.inputs, credential?.values ?? {})
  if (!rendered.ok) return { ok: false, reason: 'missing' }
  return { ok: true, upstream: { connection, holder, credentialId: credential?.id ?? null, headers: rendered.headers } }
}

function dropConnection(known: LRUCache<string, Upstream>, connectionId: string): void {
  for (const name of known.keys()) if (name.startsWith(`${connectionId}/`)) known.delete(name)
}

function cacheName(connectionId: string, holder: string): string {
  return `${connectionId}/${holder}`
}
