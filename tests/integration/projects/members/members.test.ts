import { describe, expect, test } from 'vitest'
import type { Context } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { addMember } from '#lib/projects/members/add-member.ts'
import { changeMember, handOverProject } from '#lib/projects/members/change-member.ts'
import { listMembers } from '#lib/projects/members/list-members.ts'
import { removeMember } from '#lib/projects/members/remove-member.ts'
import { verifyKey } from '#lib/projects/verify-key.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { buildAuthLinkRow } from '#tests/support/factories/auth-links.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { auditedActions, buildCredentialRow, buildKey, linkHolderOf, memberOf } from '#tests/support/factories/keys.ts'
import { buildPerson } from '#tests/support/factories/people.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

async function rolesOf(projectId: string): Promise<Record<string, string>> {
  const rows = await database().projectMember.findMany({ where: { projectId } })
  return Object.fromEntries(rows.map((row) => [row.personId, row.role]))
}

describe('addMember', () => {
  test('adds a colleague by address, however it is typed', async () => {
    const { project, owner } = await buildProject()
    const person = await buildPerson({ organizationId: project.organizationId })
    await addMember(owner, project.slug, { email: ` ${person.email.toUpperCase()} ` })
    expect(await rolesOf(project.id)).toMatchObject({ [person.id]: 'member' })
    expect(await auditedActions(project.id)).toEqual(['project.add_member'])
    await expect(addMember(owner, project.slug, { email: person.email })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('adds nobody without a seat in this organisation', async () => {
    const { project, owner } = await buildProject()
    const holder = await buildPerson({ organizationId: project.organizationId, role: null })
    for (const email of [holder.email, (await buildPerson()).email, 'nobody@example.test'])
      await expect(addMember(owner, project.slug, { email })).rejects.toMatchObject({ code: 'invalid' })
    await expect(addMember(owner, project.slug, { email: 'mia' })).rejects.toThrow('email')
  })

  test('adds someone once when two owners do it at the same moment', async () => {
    const { project, owner } = await buildProject()
    const other = await memberOf(project, 'owner')
    const { email } = await buildPerson({ organizationId: project.organizationId })
    const answers = await Promise.allSettled([owner, other].map((ctx) => addMember(ctx, project.slug, { email })))
    expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(answers.find((answer) => answer.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' })
  })
})

describe('changeMember', () => {
  test('makes a member an owner and back', async () => {
    const { project, owner } = await buildProject()
    const { personId } = (await memberOf(project)).actor
    await changeMember(owner, project.slug, { personId, role: 'owner' })
    expect(await rolesOf(project.id)).toMatchObject({ [personId]: 'owner' })
    await changeMember(owner, project.slug, { personId, role: 'owner' })
    await changeMember(owner, project.slug, { personId, role: 'member' })
    expect(await auditedActions(project.id)).toEqual(['project.change_member', 'project.change_member'])
  })

  test('keeps the last owner, one without a seat not counting', async () => {
    const { project, owner } = await buildProject()
    const former = await memberOf(project, 'owner')
    await database().person.update({ where: { id: former.actor.personId }, data: { role: null } })
    const demote = changeMember(owner, project.slug, { personId: owner.actor.personId, role: 'member' })
    await expect(demote).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('leaves one owner when two demote each other at the same moment', async () => {
    const { project, owner } = await buildProject()
    const other = await memberOf(project, 'owner')
    const answers = await Promise.allSettled([
      changeMember(owner, project.slug, { personId: other.actor.personId, role: 'member' }),
      changeMember(other, project.slug, { personId: owner.actor.personId, role: 'member' }),
    ])
    expect(answers.filter((answer) => answer.status === 'fulfilled')).toHaveLength(1)
    expect(Object.values(await rolesOf(project.id)).sort()).toEqual(['member', 'owner'])
  })
})

describe('handOverProject', () => {
  test('makes the heir owner and the owner member', async () => {
    const { project, owner } = await buildProject()
    const { personId } = (await memberOf(project)).actor
    await handOverProject(owner, project.slug, { personId })
    expect(await rolesOf(project.id)).toEqual({ [personId]: 'owner', [owner.actor.personId]: 'member' })
  })

  test('is for the owner themselves, to someone else who belongs to the project', async () => {
    const { project, owner } = await buildProject()
    const member = await memberOf(project)
    const { organizationId } = project
    const to = { personId: member.actor.personId }
    for (const ctx of [member, await signedIn({ organizationId, role: 'admin' })])
      await expect(handOverProject(ctx, project.slug, to)).rejects.toMatchObject({ code: 'forbidden' })
    const self = { personId: owner.actor.personId }
    await expect(handOverProject(owner, project.slug, self)).rejects.toMatchObject({ code: 'invalid' })
    const outsider = { personId: (await buildPerson({ organizationId })).id }
    await expect(handOverProject(owner, project.slug, outsider)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('removeMember', () => {
  test('takes own credentials, keys and ways back in along', async () => {
    const { project, owner } = await buildProject()
    const { actor } = await memberOf(project)
    const { personId, email } = actor
    const { id: credentialId, connectionId } = await buildCredentialRow(project, { personId })
    const { key, text } = await buildKey(project, { personId })
    const link = await buildAuthLinkRow(project, { email })
    const heard = hearNotices()
    await removeMember(owner, project.slug, { personId })
    expect(heard).toEqual([
      { kind: 'key.changed', keyId: key.id },
      { kind: 'credential.changed', connectionId, credentialId },
      { kind: 'person.changed', personId },
    ])
    expect(await rolesOf(project.id)).toEqual({ [owner.actor.personId]: 'owner' })
    expect(await verifyKey(database(), text)).toEqual({ ok: false, reason: 'unknown' })
    expect(await database().credential.count({ where: { personId } })).toBe(0)
    expect((await database().authLink.findUniqueOrThrow({ where: { id: link.id } })).revokedAt).not.toBeNull()
    const audit = await database().auditRecord.findFirst({ where: { targetId: project.id } })
    expect(audit).toMatchObject({
      action: 'project.remove_member',
      details: { person: email, credentials: 1, keys: 1, links: 1 },
    })
  })

  test('ends what they could still act by as others: keys and unused links that they made', async () => {
    const { project, owner } = await buildProject()
    const { id: projectId } = project
    const [leaving, staying] = [await memberOf(project, 'owner'), await memberOf(project)]
    const createdById = leaving.actor.personId
    const { text } = await buildKey(project, { personId: staying.actor.personId, createdById })
    const unused = await buildAuthLinkRow(project, { createdById })
    const { authLinkId } = (await linkHolderOf(project)).actor
    await database().authLink.update({ where: { id: authLinkId }, data: { createdById } })
    await removeMember(owner, project.slug, { personId: createdById })
    expect(await verifyKey(database(), text)).toEqual({ ok: false, reason: 'unknown' })
    const links = await database().authLink.findMany({ where: { projectId, revokedAt: { not: null } } })
    expect(links.map(({ id }) => id)).toEqual([unused.id])
  })

  test('lets members leave, but not remove others', async () => {
    const { project } = await buildProject()
    const [one, two] = [await memberOf(project), await memberOf(project)]
    const { personId } = two.actor
    await expect(removeMember(one, project.slug, { personId })).rejects.toMatchObject({ code: 'forbidden' })
    await removeMember(two, project.slug, { personId })
    expect(await rolesOf(project.id)).not.toHaveProperty(personId)
  })

  test('keeps the last owner', async () => {
    const { project, owner } = await buildProject()
    const leave = removeMember(owner, project.slug, { personId: owner.actor.personId })
    await expect(leave).rejects.toMatchObject({ code: 'precondition_failed' })
  })

  test('leaves one owner when both leave at the same moment', async () => {
    const { project, owner } = await buildProject()
    const other = await memberOf(project, 'owner')
    const leave = (ctx: typeof owner) => removeMember(ctx, project.slug, { personId: ctx.actor.personId })
    await Promise.allSettled([leave(owner), leave(other)])
    expect(Object.values(await rolesOf(project.id))).toEqual(['owner'])
  })
})

describe('listMembers', () => {
  test('names owners first and tells who is asking', async () => {
    const { project, owner } = await buildProject()
    const member = await memberOf(project)
    expect((await listMembers(member, project.slug)).map(({ email, role, isMe }) => [email, role, isMe])).toEqual([
      [owner.actor.email, 'owner', false],
      [member.actor.email, 'member', true],
    ])
  })
})

describe('every change of members', () => {
  const id = 'someone'
  const changes: [string, (ctx: Context, slug: string) => Promise<unknown>][] = [
    ['addMember', (ctx, slug) => addMember(ctx, slug, { email: 'mia@example.test' })],
    ['changeMember', (ctx, slug) => changeMember(ctx, slug, { personId: id, role: 'owner' })],
    ['removeMember', (ctx, slug) => removeMember(ctx, slug, { personId: id })],
  ]

  test.each(changes)('%s is refused to members and auditors, not found by strangers', async (_, change) => {
    const { project } = await buildProject()
    const { organizationId, slug } = project
    const auditor = await signedIn({ organizationId, role: 'auditor' })
    for (const ctx of [await memberOf(project), auditor])
      await expect(change(ctx, slug)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(change(await signedIn({ organizationId }), slug)).rejects.toMatchObject({ code: 'not_found' })
    await expect(change(stranger(), slug)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})
