/**
 * What servers list, kept under the version of the credential that listed it. A list that is known is served at once and
 * refreshed behind; one that is too old is asked for anew, with patience for what there is in its place. Must stay true: no
 * request waits for another's, nor longer than its patience, and a refresh goes on when those who waited have left.
 */
import type { ToolText } from '#lib/mcp/tools/tool-text.ts'
import { firstListPatienceMs, listFreshMs, listPatienceMs, listRefreshMs } from '../limits.ts'
import { createFlights } from './flights.ts'
import { createKept } from './kept.ts'
import type { StandsOn } from './stands-on.ts'
import type { Upstream } from './upstream.ts'

/** `leftOut`: what its clients are not shown, and why. */
export type Listing = {
  tools: ToolText[]
  leftOut: { name: string; problem: string }[]
  instructions: string | null
}

/** `problem`: why there is no list, or none of today. */
export type Listed = { listing: Listing | null; problem: string | null }

/** Asks a server for its list; the sentence says why there is none. */
type Ask = () => Promise<{ ok: true; listing: Listing } | { ok: false; problem: string }>

export type Lists = {
  /** The last list, however old. */
  last: (upstream: Upstream) => Listing | null
  /** `ask` is called where the list is to be asked for. `firstMs`: the patience where there is no list yet. */
  read: (upstream: Upstream, ask: Ask, firstMs?: number) => Promise<Listed>
  close: () => void
}

type Known = { listing: Listing | null; at: number; problem: string | null; on: StandsOn }

export function createLists(): Lists {
  const lists = createKept<Known>({ standsOn: ({ on }) => on })
  const flights = createFlights<Known>()
  const forAll = new AbortController().signal

  function refresh(upstream: Upstream, ask: Ask): Promise<Known> {
    const name = nameOf(upstream)
    const start = () => lists.learn(name, () => learn(upstream, lists.find(name), ask))
    return flights.join(name, start, forAll)
  }

  async function read(upstream: Upstream, ask: Ask, firstMs = firstListPatienceMs): Promise<Listed> {
    const known = lists.find(nameOf(upstream))
    const now = Date.now()
    if (known?.listing && known.problem === null && now - known.at < listFreshMs) {
      if (now - known.at > listRefreshMs) void refresh(upstream, ask).catch(() => {})
      return known
    }
    const patienceMs = known?.listing ? listPatienceMs : firstMs
    const late = `${upstream.connection.serverName} took too long to list its tools.`
    const asked: Promise<Listed> = refresh(upstream, ask)
    return within(asked, patienceMs, { listing: known?.listing ?? null, problem: late })
  }

  return { last: (upstream) => lists.find(nameOf(upstream))?.listing ?? null, read, close: lists.close }
}

function nameOf({ connection, standsOn }: Upstream): string {
  return `${connection.id}/${standsOn}`
}

/** A list that fails leaves the one before it, and why it is not of today. */
async function learn(upstream: Upstream, before: Known | undefined, ask: Ask): Promise<Known> {
  const { id: connectionId, serverId } = upstream.connection
  const on = { connectionId, serverIds: [serverId] }
  const askedAt = Date.now()
  const asked = await ask()
  if (asked.ok) return { listing: asked.listing, at: askedAt, problem: null, on }
  return { listing: before?.listing ?? null, at: before?.at ?? 0, problem: asked.problem, on }
}

async function within<T>(flight: Promise<T>, ms: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(resolve, ms, otherwise)
  })
  return Promise.race([flight, late]).finally(() => clearTimeout(timer))
}
