import { createListCache, type ListCache } from './aggregate/list-cache.ts'
import { createSessionCache, type SessionCache } from './aggregate/session-cache.ts'
import { createDirectory, type Directory } from './directory.ts'
import { createPools, type Pools } from './pools.ts'
import { createPrincipalCache, type PrincipalCache } from './principal.ts'
import { createStreams, type Streams } from './transparent/streams.ts'
import { createUpstreamCache, type UpstreamCache } from './upstream.ts'
import { createUsage, type Usage } from './usage.ts'

/** What the gateway keeps between requests. Everything in it is keyed by connection and person, or holds no values. */
export type Gear = {
  principals: PrincipalCache
  directory: Directory
  upstreams: UpstreamCache
  pools: Pools
  lists: ListCache
  sessions: SessionCache
  streams: Streams
  usage: Usage
  close: () => Promise<void>
}

export function createGear(): Gear {
  const principals = createPrincipalCache()
  const directory = createDirectory()
  const upstreams = createUpstreamCache()
  const pools = createPools()
  const lists = createListCache()
  const sessions = createSessionCache()
  const streams = createStreams()
  const usage = createUsage()
  const close = async () => {
    principals.close()
    directory.close()
    upstreams.close()
    lists.close()
    sessions.close()
    streams.close()
    await usage.close()
    await pools.close()
  }
  return { principals, directory, upstreams, pools, lists, sessions, streams, usage, close }
}
