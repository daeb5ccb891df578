/**
 * Tool lists as upstreams gave them, kept for a while under the version of the credential that listed them. The last list outlives its time, for when an upstream is down.
 */
import type { JsonObject } from '#lib/mcp/json-rpc.ts'
import { listCacheMs } from '../limits.ts'
import { createKept } from './kept.ts'
import type { StandsOn } from './stands-on.ts'
import type { Upstream } from './upstream.ts'

export type ListCache = {
  fresh: (upstream: Upstream) => JsonObject[] | undefined
  last: (upstream: Upstream) => JsonObject[] | undefined
  keep: (upstream: Upstream, tools: JsonObject[]) => void
  close: () => void
}

type List = { tools: JsonObject[]; until: number; on: StandsOn }

export function createListCache(): ListCache {
  const lists = createKept<List>({ standsOn: ({ on }) => on })
  const nameOf = ({ connection, standsOn }: Upstream) => `${connection.id}/${standsOn}`

  return {
    fresh: (upstream) => {
      const list = lists.find(nameOf(upstream))
      return list && list.until > Date.now() ? list.tools : undefined
    },
    last: (upstream) => lists.find(nameOf(upstream))?.tools,
    keep: (upstream, tools) => {
      const { id: connectionId, serverId } = upstream.connection
      const on = { connectionId, serverIds: [serverId] }
      lists.keep(nameOf(upstream), { tools, until: Date.now() + listCacheMs, on })
    },
    close: lists.close,
  }
}
