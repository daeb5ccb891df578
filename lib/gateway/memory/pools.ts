/**
 * Sockets to upstreams, one pool for each version of a credential: no socket ever carries two people's requests. GET
 * streams have a pool beside it: they hold a socket for hours, and calls must not wait for one. Every pool's connector is
 * the outbound guard's. MCP streams idle for long, so undici's own timeouts are off; deadlines are ours.
 */
import { LRUCache } from 'lru-cache'
import type { Dispatcher } from 'undici'
import { env } from '#lib/env.ts'
import { guardedAgent } from '#lib/http/dispatcher.ts'
import { poolConnections, poolIdleMs, poolStreams, poolsMax } from '../limits.ts'
import type { Upstream } from './upstream.ts'

type Use = 'calls' | 'streams'

export type Pools = { poolOf: (upstream: Upstream, use?: Use) => Dispatcher; close: () => Promise<void> }

export function createPools(): Pools {
  const connections = { calls: poolConnections, streams: poolStreams }
  const pools = new LRUCache<string, Dispatcher>({
    max: poolsMax,
    ttl: poolIdleMs,
    updateAgeOnGet: true,
    // Closing waits for what is running on it; a pool that is destroyed meanwhile is closed all the same.
    dispose: (pool) => void pool.close().catch(() => {}),
  })

  function poolOf({ standsOn }: Upstream, use: Use = 'calls'): Dispatcher {
    const name = `${standsOn}/${use}`
    const known = pools.get(name)
    if (known) return known
    const options = { connections: connections[use], headersTimeout: 0, bodyTimeout: 0 }
    const pool = guardedAgent({ allowNetworks: env().JETWAY_ALLOW_NETWORKS }, options)
    pools.set(name, pool)
    return pool
  }

  async function close(): Promise<void> {
    const open = [...pools.values()]
    await Promise.all(open.map((pool) => pool.destroy()))
    pools.clear()
  }
  return { poolOf, close }
}
