import { createStanding, type Standing } from '../standing.ts'
import { createUsage, type Usage } from '../usage.ts'
import { createDirectory, type Directory } from './directory.ts'
import { createElicitations, type Elicitations } from './elicitations.ts'
import { createEndedSessions, type EndedSessions } from './ended-sessions.ts'
import { createFlights, type Flights } from './flights.ts'
import { createLists, type Lists } from './lists.ts'
import { createPools, type Pools } from './pools.ts'
import { createPrincipalCache, type PrincipalCache } from './principal.ts'
import { createRechecks, type Rechecks } from './rechecks.ts'
import { createRunning, type RunningCalls } from './running-calls.ts'
import { createSessionCache, type SessionCache, type UpstreamSession } from './session-cache.ts'
import { createUpstreamCache, type UpstreamCache } from './upstream.ts'

/** What the gateway keeps between requests. What is made of values is kept under one version of them. */
export type Memory = {
  principals: PrincipalCache
  directory: Directory
  upstreams: UpstreamCache
  pools: Pools
  lists: Lists
  sessions: SessionCache
  ended: EndedSessions
  elicitations: Elicitations
  /** Sessions with servers that are being opened. */
  openings: Flights<UpstreamSession>
  calls: RunningCalls
  rechecks: Rechecks
  standing: Standing
  usage: Usage
  close: () => Promise<void>
}

export function createMemory({ lookAgainMs }: { lookAgainMs?: number } = {}): Memory {
  const principals = createPrincipalCache()
  const directory = createDirectory()
  const upstreams = createUpstreamCache()
  const pools = createPools()
  const lists = createLists()
  const sessions = createSessionCache()
  const ended = createEndedSessions()
  const elicitations = createElicitations()
  const openings = createFlights<UpstreamSession>()
  const calls = createRunning()
  const rechecks = createRechecks()
  const standing = createStanding({ everyMs: lookAgainMs, readProject: directory.readAnew })
  const usage = createUsage()
  const close = async () => {
    principals.close()
    directory.close()
    upstreams.close()
    lists.close()
    sessions.close()
    ended.close()
    elicitations.close()
    calls.close()
    standing.close()
    await usage.close()
    await pools.close()
  }
  return {
    principals,
    directory,
    upstreams,
    pools,
    lists,
    sessions,
    ended,
    elicitations,
    openings,
    calls,
    rechecks,
    standing,
    usage,
    close,
  }
}
