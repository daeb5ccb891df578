/**
 * What runs behind everything, on timers that keep nothing alive: ended sessions and links are cleared, servers and
 * credentials that wait for a check are checked again. Each task is safe to run on several replicas at once.
 */
import type { Database } from '#lib/db/client.ts'
import { log } from '#lib/log.ts'

export type UpkeepTask = { name: string; everyMs: number; run: (db: Database) => Promise<unknown> }

/** Starts the tasks, each after its first interval; one run at a time per task. */
export function startUpkeep(db: Database, tasks: readonly UpkeepTask[]): { stop: () => void } {
  const timers = tasks.map((task) => {
    let isRunning = false
    const tick = async () => {
      if (isRunning) return
      isRunning = true
      try {
        await task.run(db)
      } catch (error) {
        log.warn('an upkeep task failed', { reason: task.name, error })
      } finally {
        isRunning = false
      }
    }
    return setInterval(tick, task.everyMs).unref()
  })
  return { stop: () => timers.forEach(clearInterval) }
}

/** As long as the gateway takes the id of a session. */
const endedSessionsMs = 30 * 24 * 60 * 60 * 1000

/** Deletes what has ended more than a day ago and nobody needs any more. */
export async function clearEnded(db: Database, now = new Date()): Promise<void> {
  const before = new Date(now.getTime() - 24 * 60 * 60 * 1000)
  await db.session.deleteMany({ where: { expiresAt: { lt: before } } })
  await db.throttle.deleteMany({ where: { lastFailedAt: { lt: before } } })
  await db.upstreamSession.deleteMany({ where: { lastUsedAt: { lt: before } } })
  await db.endedSession.deleteMany({ where: { endedAt: { lt: new Date(before.getTime() - endedSessionsMs) } } })
  await db.signInAttempt.deleteMany({ where: { expiresAt: { lt: before } } })
  await db.lease.deleteMany({ where: { expiresAt: { lt: before } } })
}
