import type { Context } from '#lib/context.ts'
import type { Db } from '#lib/db/client.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { log } from '#lib/log.ts'
import { probe } from './check-server.ts'
import { recordCheck } from './record-check.ts'

const recheckAfterSeconds = 600
const batchMax = 20
const concurrency = 4

type Options = { now?: Date; organizationId?: string }
type Due = { id: string; url: string; organizationId: string }

/**
 * Checks servers again that are not verified yet, a batch at a time; answers how many. A row is claimed by moving its
 * time of check, so two replicas never look at the same one, and one whose check is cut off comes up again later.
 */
export async function recheckDueServers(db: Db, { now = new Date(), organizationId }: Options = {}): Promise<number> {
  const due = await claimDue(db, now, organizationId ?? null)
  const queue = due.values()
  await Promise.all(Array.from({ length: concurrency }, () => work(db, queue)))
  return due.length
}

function claimDue(db: Db, now: Date, organizationId: string | null): Promise<Due[]> {
  const before = new Date(now.getTime() - recheckAfterSeconds * 1000)
  return db.$queryRaw<Due[]>`
    update "Server" set "checkedAt" = ${now}
    where id in (
      select id from "Server"
      where reach in ('unknown', 'unreachable', 'not_mcp')
        and (${organizationId}::text is null or "organizationId" = ${organizationId}::text) and ("checkedAt" is null or "checkedAt" < ${before})
      order by "checkedAt" nulls first limit ${batchMax}
      for update skip locked
    )
    returning id, url, "organizationId"`
}

async function work(db: Db, queue: Iterable<Due>): Promise<void> {
  for (const due of queue) {
    await recheck(db, due).catch((error: unknown) => {
      log.warn('a server could not be checked again', { error })
    })
  }
}

async function recheck(db: Db, { id, url, organizationId }: Due): Promise<void> {
  const report = await probe(url)
  const ctx: Context = { actor: { kind: 'system', organizationId }, db, requestId: crypto.randomUUID() }
  const isRecorded = await inTransaction(ctx, (tx) => recordCheck(tx, id, { ...report, url, checkedAt: new Date() }))
  if (isRecorded) publish({ kind: 'server.changed', serverId: id })
}
