/**
 * Calls are noted behind the answers: into a bounded queue, written in batches. What could not be written is counted
 * and shown, never waited for. One queue per process, which both module graphs can see.
 */
import { cleanText } from '#lib/db/clean-json.ts'
import type { Db } from '#lib/db/client.ts'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { log } from '#lib/log.ts'
import { withoutGone } from './without-gone.ts'

export type NewCall = {
  organizationId: string
  projectId: string
  connectionId: string | null
  connectionSlug: string
  personId: string
  /** What the key's consent rested on: the person's sign-in, or the opening of a link. */
  proof: string
  keyName: string
  method: string
  tool: string | null
  outcome: CallOutcome
  gatewayMs: number
  upstreamMs: number | null
  at: Date
}

type WriterOptions = { everyMs?: number; batchMax?: number; queueMax?: number }
/** `failed` is the batch that waits for its second and last try. */
type Queue = { calls: NewCall[]; failed: NewCall[]; lost: number; queueMax: number }

const slot = Symbol.for('jetway.calls')
const shared = globalThis as typeof globalThis & { [slot]?: Queue }

function queue(): Queue {
  shared[slot] ??= { calls: [], failed: [], lost: 0, queueMax: 10_000 }
  return shared[slot]
}

/**
 * Notes a call. Never waits and never throws; a full queue counts it as lost. Method and tool come from clients: one that
 * Postgres cannot hold would cost its whole batch.
 */
export function recordCall(call: NewCall): void {
  const current = queue()
  if (current.calls.length >= current.queueMax) current.lost += 1
  else current.calls.push({ ...call, method: cleanText(call.method), tool: call.tool && cleanText(call.tool) })
}

/** How many calls of this process were not written. */
export function lostCalls(): number {
  return queue().lost
}

/** Writes what has been noted, in batches. A batch that fails is tried again by the next flush, then lost and counted. */
export async function flushCalls(db: Db, batchMax = 500): Promise<void> {
  const current = queue()
  if (!(await retryFailed(db))) return
  while (current.calls.length > 0) {
    const batch = current.calls.splice(0, batchMax)
    if (await isWritten(db, batch)) continue
    current.failed = batch
    return
  }
}

/** Writes in the background until `stop`, which writes the rest. */
export function startCallWriter(
  db: Db,
  options: WriterOptions = {},
): { stop: () => Promise<void>; lost: () => number } {
  const { everyMs = 1000, batchMax = 500, queueMax = 10_000 } = options
  queue().queueMax = queueMax
  let running: Promise<void> | null = null
  const flush = () => {
    running ??= flushCalls(db, batchMax).finally(() => {
      running = null
    })
    return running
  }
  const timer = setInterval(() => void flush(), everyMs).unref()
  const stop = async () => {
    clearInterval(timer)
    await running
    await flush()
    if (queue().failed.length > 0) await flush()
  }
  return { stop, lost: lostCalls }
}

/** Whether the way is free for the next batch. */
async function retryFailed(db: Db): Promise<boolean> {
  const current = queue()
  const batch = current.failed
  if (batch.length === 0) return true
  current.failed = []
  try {
    if (await isWritten(db, await withoutGone(db, batch))) return true
  } catch (error) {
    log.warn('a batch of calls could not be tried again', { count: batch.length, error })
  }
  current.lost += batch.length
  log.error('calls were lost', { count: batch.length })
  return false
}

type Writable = Omit<NewCall, 'personId'> & { personId: string | null }

/** One statement with one parameter: under load a statement of thousands of parameters would hold up the answers. */
async function isWritten(db: Db, batch: readonly Writable[]): Promise<boolean> {
  const rows = batch.map((call) => ({ ...call, id: crypto.randomUUID(), at: call.at.toISOString().slice(0, -1) }))
  try {
    await db.$executeRaw`
      insert into "CallRecord" (id, "organizationId", "projectId", "connectionId", "connectionSlug", "personId", proof,
        "keyName", method, tool, outcome, "gatewayMs", "upstreamMs", at)
      select id, "organizationId", "projectId", "connectionId", "connectionSlug", "personId", proof,
        "keyName", method, tool, outcome::"CallOutcome", "gatewayMs", "upstreamMs", at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as call(id text, "organizationId" text, "projectId" text,
        "connectionId" text, "connectionSlug" text, "personId" text, proof text, "keyName" text, method text, tool text,
        outcome text, "gatewayMs" float8, "upstreamMs" float8, at timestamp)`
    return true
  } catch (error) {
    log.warn('a batch of calls was not written', { count: batch.length, error })
    return false
  }
}
