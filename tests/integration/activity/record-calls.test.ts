import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { flushCalls, lostCalls, recordCall, startCallWriter } from '#lib/activity/record-calls.ts'
import type { Db } from '#lib/db/client.ts'
import { database } from '#lib/db/database.ts'
import { callOf } from '#tests/support/factories/calls.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'

const longMs = 60_000

/** The queue is the process's: other files of this worker may have left calls of what is gone, which take two tries. */
async function emptyQueue(): Promise<void> {
  for (let tries = 1; tries <= 2; tries++) await flushCalls(database(), Number.POSITIVE_INFINITY)
}

beforeEach(emptyQueue)
afterEach(emptyQueue)

async function ready() {
  const { project, owner } = await buildProject()
  const call = callOf(project, { personId: owner.actor.personId })
  const count = () => database().callRecord.count({ where: { projectId: project.id } })
  return { project, owner, call, count }
}

/** The real database, whose writes fail as often as told. */
function failing(times: number): Db {
  const real = database()
  let left = times
  return new Proxy(real, {
    get: (target, name) => {
      if (name !== '$executeRaw' || left === 0) return Reflect.get(target, name)
      left -= 1
      return () => Promise.reject(new Error('the database is away'))
    },
  })
}

describe('flushCalls', () => {
  test('writes what was noted, in batches', async () => {
    const { call, count } = await ready()
    for (let i = 0; i < 5; i++) recordCall(call)
    await flushCalls(database(), 2)
    expect(await count()).toBe(5)
  })

  test('tries a batch again that could not be written', async () => {
    const { call, count } = await ready()
    const lost = lostCalls()
    const db = failing(1)
    recordCall(call)
    await flushCalls(db)
    expect(await count()).toBe(0)
    await flushCalls(db)
    expect(await count()).toBe(1)
    expect(lostCalls()).toBe(lost)
  })

  test('counts a batch as lost that could not be written twice, and goes on with the next', async () => {
    const { call, count } = await ready()
    const lost = lostCalls()
    const db = failing(2)
    for (let i = 0; i < 3; i++) recordCall(call)
    await flushCalls(db, 2)
    await flushCalls(db, 2)
    expect(lostCalls()).toBe(lost + 2)
    await flushCalls(db, 2)
    expect(await count()).toBe(1)
  })

  test('loses nothing when a connection or a person of a batch was removed meanwhile', async () => {
    const { project, call, count } = await ready()
    const lost = lostCalls()
    const { id: connectionId } = await buildConnection({ project })
    const gone = crypto.randomUUID()
    recordCall({ ...call, connectionId })
    recordCall({ ...call, connectionId: gone })
    recordCall({ ...call, personId: gone })
    await flushCalls(database())
    await flushCalls(database())
    expect(await count()).toBe(3)
    expect(lostCalls()).toBe(lost)
  })

  test('writes a call whose tool has a name that no database takes (one client must not hide the others’ calls)', async () => {
    const { call, count } = await ready()
    recordCall({ ...call, tool: 'se\0arch\ud800', method: 'tools/\0call' })
    recordCall(call)
    await flushCalls(database())
    expect(await count()).toBe(2)
  })

  test('lets the calls of a removed project go with it', async () => {
    const [kept, removed] = [await ready(), await ready()]
    const lost = lostCalls()
    await database().project.delete({ where: { id: removed.project.id } })
    recordCall(kept.call)
    recordCall(removed.call)
    await flushCalls(database())
    await flushCalls(database())
    expect(await kept.count()).toBe(1)
    expect(lostCalls()).toBe(lost)
  })
})

describe('startCallWriter', () => {
  test('writes the rest when it stops', async () => {
    const { call, count } = await ready()
    const writer = startCallWriter(database(), { everyMs: longMs })
    recordCall(call)
    await writer.stop()
    expect(await count()).toBe(1)
  })

  test('writes by itself, behind the answers', async () => {
    const { call, count } = await ready()
    const writer = startCallWriter(database(), { everyMs: 5 })
    recordCall(call)
    await expect.poll(count).toBe(1)
    await writer.stop()
  })

  test('counts what a full queue cannot take, and never throws', async () => {
    const { call, count } = await ready()
    const writer = startCallWriter(database(), { everyMs: longMs, queueMax: 2 })
    const lost = writer.lost()
    for (let i = 0; i < 5; i++) recordCall(call)
    expect(writer.lost()).toBe(lost + 3)
    await writer.stop()
    expect(await count()).toBe(2)
    await startCallWriter(database(), { everyMs: longMs }).stop()
  })

  test('tries once more when it stops while the database is away', async () => {
    const { call, count } = await ready()
    const writer = startCallWriter(failing(1), { everyMs: longMs })
    recordCall(call)
    await writer.stop()
    expect(await count()).toBe(1)
  })
})
