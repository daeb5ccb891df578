import { database } from '#lib/db/database.ts'

/** Until a statement in this worker's database waits for another's lock. Only a real PostgreSQL gets there. */
export async function someoneWaits(): Promise<void> {
  for (;;) {
    const [{ n } = { n: 0 }] = await database().$queryRaw<{ n: number }[]>`
      select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
    if (n > 0) return
  }
}
