/**
 * Tool lists as upstreams gave them, kept for a while under the version of the credential that listed them. The bus drops a
 * list when the connection or the server changes. The last list outlives its time, for when an upstream is down.
 */
import { LRUCache } from 'lru-cache'
import { subscribe } from '#lib/events/bus.ts'
import type { JsonObject } from '#lib/mcp/json-rpc.ts'
import { cachedMax, listCacheMs } from '../limits.ts'
import type { Upstream } from './upstream.ts'

export type ListCache = {
  fresh: (upstream: Upstream) => JsonObject[] | undefined
  last: (upstream: Upstream) => JsonObject[] | undefined
  keep: (upstream: Upstream, tools: JsonObject[]) => void
  close: () => void
}

type Kept = { tools: JsonObject[]; until: number }

export function createListCache(): ListCache {
  const lists = new LRUCache<string, Kept>({ max: cachedMax })
  const close = subscribe((notice) => {
    if (notice.kind === 'connection.changed') drop((name) => name.startsWith(`${notice.connectionId}/`))
    if (notice.kind === 'server.changed' || notice.kind === 'anything.changed') lists.clear()
  })
  const drop = (matches: (name: string) => boolean) => {
    for (const name of lists.keys()) if (matches(name)) lists.delete(name)
  }
  const nameOf = ({ connection, standsOn }: Upstream) => `${connection.id}/${standsOn}`

  return {
    fresh: (upstream) => {
      const kept = lists.get(nameOf(upstream))
      return kept && kept.until > Date.now() ? kept.tools : undefined
    },
    last: (upstream) => lists.get(nameOf(upstream))?.tools,
    keep: (upstream, tools) => lists.set(nameOf(upstream), { tools, until: Date.now() + listCacheMs }),
    close,
  }
}
