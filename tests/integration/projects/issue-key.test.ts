import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { issueKey } from '#lib/projects/issue-key.ts'
import { listKeyHolders } from '#lib/projects/list-key-holders.ts'
import { verifyKey } from '#lib/projects/verify-key.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { auditedActions, buildCredentialRow, linkHolderOf, memberOf } from '#tests/support/factories/keys.ts'
import { buildPerson } from '#tests/support/factories/people.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

const dayMs = 24 * 60 * 60 * 1000
const dayIn = (days: number) => new Date(Date.now() + days * dayMs).toISOString().slice(0, 10)

describe('issueKey', () => {
  test('makes a key for oneself that works at once', async () => {
    const { project } = await buildProject()
    const member = await memberOf(project)
    const issued = await issueKey(member, project.slug, { name: 'Claude Code' })
    expect(issued.state).toBe('active')
    expect(await verifyKey(database(), issued.text)).toMatchObject({
      ok: true,
      principal: { keyName: 'Claude Code', personId: member.actor.personId },
    })
    expect(await auditedActions(issued.id)).toEqual(['key.issue'])
  })

  test('keeps neither the key nor its secret anywhere (shown once)', async () => {
    const { project, owner } = await buildProject()
    const { id, text } = await issueKey(owner, project.slug, { name: 'once' })
    const secret = text.slice(18, 58)
    const row = await database().agentKey.findUniqueOrThrow({ where: { id } })
    const audit = await database().auditRecord.findMany({ where: { targetId: id } })
    expect(JSON.stringify([row, audit])).not.toContain(secret)
    expect(Buffer.from(row.secretHash).includes(secret)).toBe(false)
  })

  test('makes a key for a member that waits until that person allows it', async () => {
    const { project, owner } = await buildProject()
    const member = await memberOf(project)
    const issued = await issueKey(owner, project.slug, { name: 'for you', personId: member.actor.personId })
    expect(issued).toMatchObject({ state: 'pending', person: { email: member.actor.email } })
    expect(await verifyKey(database(), issued.text)).toEqual({ ok: false, reason: 'not_allowed_yet' })
  })

  test('makes a key for a link holder who has given a credential here, not for one who has not', async () => {
    const { project, owner } = await buildProject()
    const { actor } = await linkHolderOf(project)
    const make = () => issueKey(owner, project.slug, { name: 'support bot', personId: actor.personId })
    await expect(make()).rejects.toMatchObject({
      code: 'invalid',
      details: { fields: { personId: expect.any(String) } },
    })
    await buildCredentialRow(project, { personId: actor.personId })
    expect(await make()).toMatchObject({ state: 'pending' })
  })

  test('makes none for a person of another organisation, nor for a colleague outside the project', async () => {
    const { project, owner } = await buildProject()
    const others = [await buildPerson(), await buildPerson({ organizationId: project.organizationId })]
    for (const { id } of others)
      await expect(issueKey(owner, project.slug, { name: 'x', personId: id })).rejects.toMatchObject({
        code: 'invalid',
      })
  })

  test('does not let a member make keys for others', async () => {
    const { project, owner } = await buildProject()
    const member = await memberOf(project)
    await expect(issueKey(member, project.slug, { name: 'x', personId: owner.actor.personId })).rejects.toMatchObject({
      code: 'forbidden',
    })
  })

  test('hides the project from strangers and asks nobody in particular to sign in', async () => {
    const { project } = await buildProject()
    const colleague = await signedIn({ organizationId: project.organizationId })
    for (const ctx of [colleague, await signedIn({ role: 'admin' })])
      await expect(issueKey(ctx, project.slug, { name: 'x' })).rejects.toMatchObject({ code: 'not_found' })
    await expect(issueKey(stranger(), project.slug, { name: 'x' })).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('asks an admin who is no member to join first, and refuses an auditor', async () => {
    const { project } = await buildProject()
    const { organizationId } = project
    const admin = await signedIn({ organizationId, role: 'admin' })
    await expect(issueKey(admin, project.slug, { name: 'x' })).rejects.toMatchObject({ code: 'precondition_failed' })
    const auditor = await signedIn({ organizationId, role: 'auditor' })
    await expect(issueKey(auditor, project.slug, { name: 'x' })).rejects.toMatchObject({ code: 'forbidden' })
  })

  test('ends with its last day', async () => {
    const { project, owner } = await buildProject()
    const { expiresAt } = await issueKey(owner, project.slug, { name: 'short', expiresOn: dayIn(7) })
    expect(expiresAt?.toISOString()).toBe(`${dayIn(7)}T23:59:59.999Z`)
  })

  test.each([
    ['a day that is over', dayIn(-1)],
    ['more than a year', dayIn(400)],
    ['no day at all', '31 February'],
  ])('refuses to expire on %s', async (_, expiresOn) => {
    const { project, owner } = await buildProject()
    await expect(issueKey(owner, project.slug, { name: 'x', expiresOn })).rejects.toThrow('expiresOn')
  })

  test('refuses an empty name', async () => {
    const { project, owner } = await buildProject()
    await expect(issueKey(owner, project.slug, { name: '  ' })).rejects.toThrow('name')
  })

  test('makes one key of a form that is sent twice', async () => {
    const { project, owner } = await buildProject()
    const send = () => issueKey(owner, project.slug, { name: 'twice' })
    const answers = await Promise.allSettled([send(), send()])
    expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(answers.find((answer) => answer.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' })
    expect(await database().agentKey.count({ where: { projectId: project.id } })).toBe(1)
  })
})

describe('listKeyHolders', () => {
  test('names members and givers of credentials, to owners only', async () => {
    const { project, owner } = await buildProject()
    const member = await memberOf(project)
    const { actor: holder } = await linkHolderOf(project)
    await buildCredentialRow(project, { personId: holder.personId })
    await buildPerson({ organizationId: project.organizationId })
    const holders = await listKeyHolders(owner, project.slug)
    expect(holders.filter(({ hasAccount }) => !hasAccount).map(({ id }) => id)).toEqual([holder.personId])
    const ids = holders.map((person) => person.id)
    expect(ids.sort()).toEqual([owner.actor.personId, member.actor.personId, holder.personId].sort())
    await expect(listKeyHolders(member, project.slug)).rejects.toMatchObject({ code: 'forbidden' })
  })
})
