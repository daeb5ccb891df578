import { expect, test } from 'vitest'
import { pruneCalls } from '#lib/activity/prune-calls.ts'
import { database } from '#lib/db/database.ts'
import { buildCalls, callOf } from '#tests/support/factories/calls.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

const dayMs = 24 * 60 * 60 * 1000
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs)

test('deletes calls older than 90 days, more than one batch of them, and keeps the rest', async () => {
  const { project, owner } = await buildProject()
  const { personId } = owner.actor
  const old = Array.from({ length: 1200 }, () => callOf(project, { personId, at: daysAgo(91) }))
  await buildCalls([...old, callOf(project, { personId, at: daysAgo(89), tool: 'kept' })])
  expect(await pruneCalls(database())).toBeGreaterThanOrEqual(1200)
  const rows = await database().callRecord.findMany({ where: { projectId: project.id }, select: { tool: true } })
  expect(rows).toEqual([{ tool: 'kept' }])
})
