import { createStanding, type Standing } from '../standing.ts'
import { createUsage, type Usage } from '../usage.ts'
import { createDirectory, type Directory } from './directory.ts'
import { createListCache, type ListCache } from './list-cache.ts'
import { createPools, type Pools } from './pools.ts'
import { createPrincipalCache, type PrincipalCache } from './principal.ts'
import { createSessionCache, type SessionCache } from './session-cache.ts'
import { createUpstreamCache, type UpstreamCache } from './upstream.ts'

/** What the gateway keeps between requests. What is made of values is kept under one version of them. */
export type Memory = {
  principals: PrincipalCache
  directory: Directory
  upstreams: UpstreamCache
  pools: Pools
  lists: ListCache
  sessions: SessionCache
  standing: Standing
  usage: Usage
  close: () => Promise<void>
}

export function createMemory({ lookAgainMs }: { lookAgainMs?: number } = {}): Memory {
  const principals = createPrincipalCache()
  const directory = createDirectory()
  const upstreams = createUpstreamCache()
  const pools = createPools()
  const lists = createListCache()
  const sessions = createSessionCache()
  const standing = createStanding({ everyMs: lookAgainMs, readProject: directory.readAnew })
  const usage = createUsage()
  const close = async () => {
    principals.close()
    directory.close()
    upstreams.close()
    lists.close()
    sessions.close()
    standing.close()
    await usage.close()
    await pools.close()
  }
  return { principals, directory, upstreams, pools, lists, sessions, standing, usage, close }
}
