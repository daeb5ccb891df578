import type { Db } from '#lib/db/client.ts'

const keptDays = 90
const batchSize = 1000
const dayMs = 24 * 60 * 60 * 1000

/** Deletes the calls of all projects that are older than 90 days, in batches; answers how many they were. */
export async function pruneCalls(db: Db, now: Date = new Date()): Promise<number> {
  const before = new Date(now.getTime() - keptDays * dayMs)
  const projects = await db.project.findMany({ select: { id: true } })
  let pruned = 0
  for (const { id } of projects) pruned += await pruneProject(db, id, before)
  return pruned
}

/** Project by project, because the index that finds old calls begins with the project. */
async function pruneProject(db: Db, projectId: string, before: Date): Promise<number> {
  for (let pruned = 0; ; ) {
    const old = await db.callRecord.findMany({
      where: { projectId, at: { lt: before } },
      orderBy: [{ at: 'asc' }, { id: 'asc' }],
      take: batchSize,
      select: { id: true },
    })
    const { count } = await db.callRecord.deleteMany({ where: { id: { in: old.map((row) => row.id) } } })
    pruned += count
    if (old.length < batchSize) return pruned
  }
}
