/**
 * Calls are noted behind the answers: into a bounded queue, written in batches. What could not be written is counted
 * and shown, never waited for. One queue per process, which both module graphs can see.
 */
import type { Db } from '#lib/db/client.ts'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { log } from '#lib/log.ts'

export type NewCall = {
  organizationId: string
  projectId: string
  connectionId: string | null
  connectionSlug: string
  personId: string
  keyName: string
  method: string
  tool: string | null
  outcome: CallOutcome
  gatewayMs: number
  upstreamMs: number | null
  at: Date
}

type WriterOptions = { everyMs?: number; batchMax?: number; queueMax?: number }
type Queue = { calls: NewCall[]; lost: number; queueMax: number }

const slot = Symbol.for('jetway.calls')
const shared = globalThis as typeof globalThis & { [slot]?: Queue }

function queue(): Queue {
  shared[slot] ??= { calls: [], lost: 0, queueMax: 10_000 }
  return shared[slot]
}

/** Notes a call. Never waits and never throws; a full queue counts it as lost. */
export function recordCall(call: NewCall): void {
  const current = queue()
  if (current.calls.length < current.queueMax) current.calls.push(call)
  else current.lost += 1
}

/** How many calls of this process were not written. */
export function lostCalls(): number {
  return queue().lost
}

/** Writes what has been noted, in batches; a batch that fails twice is lost and counted. */
export async function flushCalls(db: Db, batchMax = 500): Promise<void> {
  const current = queue()
  while (current.calls.length > 0) {
    const batch = current.calls.splice(0, batchMax)
    if (await isWritten(db, batch)) continue
    current.lost += batch.length
    log.warn('calls were not written', { count: batch.length })
  }
}

/** Writes in the background until `stop`, which writes the rest. */
export function startCallWriter(
  db: Db,
  options: WriterOptions = {},
): { stop: () => Promise<void>; lost: () => number } {
  const { everyMs = 1000, batchMax = 500, queueMax = 10_000 } = options
  queue().queueMax = queueMax
  let running: Promise<void> = Promise.resolve()
  const flush = () => {
    running = running.then(() => flushCalls(db, batchMax))
    return running
  }
  const timer = setInterval(() => void flush(), everyMs).unref()
  const stop = () => {
    clearInterval(timer)
    return flush()
  }
  return { stop, lost: lostCalls }
}

async function isWritten(db: Db, batch: NewCall[]): Promise<boolean> {
  for (const attempt of [1, 2]) {
    try {
      await db.callRecord.createMany({ data: batch })
      return true
    } catch (error) {
      log.warn('a batch of calls failed', { attempt, count: batch.length, error })
    }
  }
  return false
}
