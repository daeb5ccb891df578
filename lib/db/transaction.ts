import type { Context } from '#lib/context.ts'
import type { Database, Db } from './client.ts'

const waitMs = 10_000
const timeoutMs = 15_000

/**
 * Runs `work` in one transaction and hands it a context whose `db` is that transaction. Nothing inside may await
 * the network or use the outer `db`: embedded, an open transaction holds up every other query.
 */
export async function inTransaction<C extends Context, T>(ctx: C, work: (tx: C) => Promise<T>): Promise<T> {
  const db: Db & Partial<Pick<Database, '$transaction'>> = ctx.db
  if (!db.$transaction) return work(ctx)
  return db.$transaction((tx) => work({ ...ctx, db: tx as Db }), { maxWait: waitMs, timeout: timeoutMs })
}
