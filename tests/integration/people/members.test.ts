import { describe, expect, test } from 'vitest'
import { findUserActor, openSession } from '#lib/auth/session-row.ts'
import { database } from '#lib/db/database.ts'
import { changeRole } from '#lib/people/change-role.ts'
import { getOrganization } from '#lib/people/get-organization.ts'
import { listPeople } from '#lib/people/list-people.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildPerson } from '#tests/support/factories/people.ts'

const inSame = (ctx: { actor: { organizationId: string } }) => ({ organizationId: ctx.actor.organizationId })

describe('listPeople', () => {
  test('lists the members of this organisation by address, without link holders', async () => {
    const admin = await signedIn({ role: 'admin' })
    const member = await signedIn(inSame(admin))
    await buildPerson({ ...inSame(admin), role: null })
    await buildPerson()
    const { people, after } = await listPeople(admin)
    const expected = [admin.actor.email, member.actor.email].sort()
    expect(people.map((person) => person.email).sort()).toEqual(expected)
    expect(after).toBeNull()
  })

  test('says when someone was last seen, and nothing of who is signed out', async () => {
    const admin = await signedIn({ role: 'admin' })
    await openSession(database(), { id: admin.actor.personId, ...inSame(admin) })
    const { people } = await listPeople(admin)
    expect(people[0]?.lastSeenAt).toBeInstanceOf(Date)
    await database().session.deleteMany({ where: { personId: admin.actor.personId } })
    expect((await listPeople(admin)).people[0]?.lastSeenAt).toBeNull()
  })

  test('searches name and address, and filters by role', async () => {
    const admin = await signedIn({ role: 'admin' })
    const auditor = await signedIn({ role: 'auditor', ...inSame(admin) })
    const q = auditor.actor.email.toUpperCase().slice(0, -8)
    expect((await listPeople(admin, { q })).people).toMatchObject([{ id: auditor.actor.personId }])
    expect((await listPeople(admin, { role: 'admin' })).people).toMatchObject([{ id: admin.actor.personId }])
    for (const nobody of ['nobody is called that', 'example_test', '%'])
      expect((await listPeople(admin, { q: nobody })).people).toEqual([])
  })

  test('takes filters it does not understand as not given', async () => {
    const admin = await signedIn({ role: 'admin' })
    const { people } = await listPeople(admin, { q: '\u0000', role: 'king', after: ['a', 'b'] })
    expect(people).toHaveLength(1)
  })

  test('pages', async () => {
    const admin = await signedIn({ role: 'admin' })
    const rows = Array.from({ length: 60 }, (_, i) => ({
      ...inSame(admin),
      email: `crowd-${String(i).padStart(2, '0')}@example.test`,
      name: 'Crowd',
      role: 'member' as const,
    }))
    await database().person.createMany({ data: rows })
    const first = await listPeople(admin)
    const second = await listPeople(admin, { after: first.after })
    expect([first.people.length, second.people.length, second.after]).toEqual([50, 11, null])
    expect(new Set([...first.people, ...second.people].map((person) => person.id)).size).toBe(61)
  })

  test('is for admins', async () => {
    await expect(listPeople(await signedIn())).rejects.toMatchObject({ code: 'forbidden' })
    await expect(listPeople(stranger())).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('changeRole', () => {
  test('changes what someone may do at once, on record', async () => {
    const admin = await signedIn({ role: 'admin' })
    const member = await signedIn(inSame(admin))
    const { personId } = member.actor
    const { sessionId } = await openSession(database(), { id: personId, ...inSame(admin) })
    await changeRole(admin, { personId, role: 'auditor' })
    expect(await findUserActor(database(), sessionId)).toMatchObject({ role: 'auditor' })
    const where = { ...inSame(admin), action: 'person.change_role' }
    expect(await database().auditRecord.findMany({ where })).toMatchObject([
      { targetId: personId, details: { from: 'member', to: 'auditor' } },
    ])
  })

  test('leaves an organisation its last admin', async () => {
    const admin = await signedIn({ role: 'admin' })
    const change = changeRole(admin, { personId: admin.actor.personId, role: 'member' })
    await expect(change).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('leaves one admin when two demote each other at the same moment', async () => {
    const mia = await signedIn({ role: 'admin' })
    const noor = await signedIn({ role: 'admin', ...inSame(mia) })
    const both = await Promise.allSettled([
      changeRole(mia, { personId: noor.actor.personId, role: 'member' }),
      changeRole(noor, { personId: mia.actor.personId, role: 'member' }),
    ])
    expect(both.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await database().person.count({ where: { ...inSame(mia), role: 'admin' } })).toBe(1)
  })

  test('finds neither link holders nor people of another organisation', async () => {
    const admin = await signedIn({ role: 'admin' })
    const holder = await buildPerson({ ...inSame(admin), role: null })
    const foreign = await buildPerson()
    for (const { id: personId } of [holder, foreign]) {
      await expect(changeRole(admin, { personId, role: 'admin' })).rejects.toMatchObject({ code: 'not_found' })
    }
  })

  test('is for admins', async () => {
    const member = await signedIn()
    const raise = { personId: member.actor.personId, role: 'admin' as const }
    await expect(changeRole(member, raise)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(changeRole(stranger(), raise)).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('refuses a role that does not exist', async () => {
    const admin = await signedIn({ role: 'admin' })
    const change = changeRole(admin, { personId: admin.actor.personId, role: 'king' as 'admin' })
    await expect(change).rejects.toThrow('Choose a role.')
  })
})

describe('getOrganization', () => {
  test('is the name of the own one', async () => {
    expect((await getOrganization(await signedIn())).name).toMatch(/^Acme/)
    await expect(getOrganization(stranger())).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})
