import { createListCache, type ListCache } from './aggregate/list-cache.ts'
import { createDirectory, type Directory } from './directory.ts'
import { createPools, type Pools } from './pools.ts'
import { createPrincipalCache, type PrincipalCache } from './principal.ts'
import { createUpstreamCache, type UpstreamCache } from './upstream.ts'
import { createUsage, type Usage } from './usage.ts'

/** What the gateway keeps between requests. Everything in it is keyed by connection and person, or holds no values. */
export type Gear = {
  principals: PrincipalCache
  directory: Directory
  upstreams: UpstreamCache
  pools: Pools
  lists: ListCache
  usage: Usage
  close: () => Promise<void>
}

export function createGear(): Gear {
  const principals = createPrincipalCache()
  const directory = createDirectory()
  const upstreams = createUpstreamCache()
  const pools = createPools()
  const lists = createListCache()
  const usage = createUsage()
  const close = async () => {
    principals.close()
    directory.close()
    upstreams.close()
    lists.close()
    await usage.close()
    await pools.close()
  }
  return { principals, directory, upstreams, pools, lists, usage, close }
}
