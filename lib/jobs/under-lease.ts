/**
 * One piece of work by one process at a time, also between replicas: by a row, since advisory locks of sessions exclude
 * nobody on the embedded database, and goes by the database's clock. A process that dies keeps its lease until it ends.
 */
import type { Db } from '#lib/db/client.ts'

/** `seconds`: longer than the work takes; after that another process may begin it too. */
type Lease = { name: string; seconds: number }

/** Does the work, or answers null at once where another process is at it. */
export async function underLease<T>(db: Db, lease: Lease, work: () => Promise<T>): Promise<T | null> {
  const owner = crypto.randomUUID()
  if (!(await claim(db, lease, owner))) return null
  try {
    return await work()
  } finally {
    await db.lease.deleteMany({ where: { name: lease.name, owner } })
  }
}

/** True for one process in that time, which does not end earlier. */
export function claimOnce(db: Db, lease: Lease): Promise<boolean> {
  return claim(db, lease, crypto.randomUUID())
}

/** One statement decides. */
async function claim(db: Db, { name, seconds }: Lease, owner: string): Promise<boolean> {
  const claimed = await db.$executeRaw`
    insert into "Lease" (name, owner, "expiresAt")
    values (${name}, ${owner}, (now() at time zone 'utc') + make_interval(secs => ${seconds}))
    on conflict (name) do update set owner = excluded.owner, "expiresAt" = excluded."expiresAt"
    where "Lease"."expiresAt" < (now() at time zone 'utc')`
  return claimed === 1
}
