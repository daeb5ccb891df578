import { describe, expect, test } from 'vitest'
import { endSession, findUserActor, keepSession, openSession, sessionSeconds } from '#lib/auth/session-row.ts'
import { database } from '#lib/db/database.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { linkHolderOf } from '#tests/support/factories/keys.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

const hourMs = 60 * 60 * 1000

async function buildSession({ ageMs = 0, leftMs = sessionSeconds * 1000 } = {}) {
  const { actor } = await signedIn()
  const { sessionId } = await openSession(database(), { id: actor.personId, organizationId: actor.organizationId })
  const now = Date.now()
  const data = { lastSeenAt: new Date(now - ageMs), expiresAt: new Date(now + leftMs) }
  const row = await database().session.update({ where: { id: sessionId }, data })
  return { actor, sessionId, row }
}

const read = (id: string) => database().session.findUnique({ where: { id } })

describe('findUserActor', () => {
  test('finds the member of a session', async () => {
    const { actor, sessionId } = await buildSession()
    expect(await findUserActor(database(), sessionId)).toEqual(actor)
  })

  test('finds nobody once the session has expired or was ended', async () => {
    const expired = await buildSession({ leftMs: -1 })
    expect(await findUserActor(database(), expired.sessionId)).toBeNull()
    const ended = await buildSession()
    await endSession(database(), ended.sessionId)
    expect(await findUserActor(database(), ended.sessionId)).toBeNull()
  })

  test('finds nobody once the person has no role any more', async () => {
    const { actor, sessionId } = await buildSession()
    await database().person.update({ where: { id: actor.personId }, data: { role: null } })
    expect(await findUserActor(database(), sessionId)).toBeNull()
  })

  test('finds nobody by the opening of an auth link, also when its person has a seat by now', async () => {
    const { project } = await buildProject()
    const { personId, openingId } = (await linkHolderOf(project)).actor
    expect(await findUserActor(database(), openingId)).toBeNull()
    await database().person.update({ where: { id: personId }, data: { role: 'admin' } })
    expect(await findUserActor(database(), openingId)).toBeNull()
    expect(await keepSession(database(), openingId)).toBe(false)
  })

  test('sees a new role at once', async () => {
    const { actor, sessionId } = await buildSession()
    await database().person.update({ where: { id: actor.personId }, data: { role: 'auditor' } })
    expect(await findUserActor(database(), sessionId)).toMatchObject({ role: 'auditor' })
  })
})

describe('keepSession', () => {
  test('moves the end to thirty days from now', async () => {
    const { sessionId } = await buildSession({ ageMs: 2 * hourMs, leftMs: hourMs })
    expect(await keepSession(database(), sessionId)).toBe(true)
    const row = await read(sessionId)
    expect(row?.expiresAt.getTime()).toBeGreaterThan(Date.now() + sessionSeconds * 1000 - hourMs)
    expect(row?.lastSeenAt.getTime()).toBeGreaterThan(Date.now() - hourMs)
  })

  test('writes at most once an hour', async () => {
    const { sessionId, row } = await buildSession({ ageMs: hourMs / 2, leftMs: hourMs })
    expect(await keepSession(database(), sessionId)).toBe(true)
    expect(await read(sessionId)).toEqual(row)
  })

  test('brings no ended session back', async () => {
    const expired = await buildSession({ ageMs: 2 * hourMs, leftMs: -1 })
    expect(await keepSession(database(), expired.sessionId)).toBe(false)
    expect(await read(expired.sessionId)).toEqual(expired.row)
    await endSession(database(), expired.sessionId)
    expect(await keepSession(database(), expired.sessionId)).toBe(false)
  })
})
