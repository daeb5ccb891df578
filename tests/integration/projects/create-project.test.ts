import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { requireProjectMember, requireProjectOwner } from '#lib/projects/access.ts'
import { createProject } from '#lib/projects/create-project.ts'
import { getProject, listProjects } from '#lib/projects/list-projects.ts'
import { countProjectParts, removeProject } from '#lib/projects/remove-project.ts'
import { updateProject } from '#lib/projects/update-project.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { auditedActions, buildCredentialRow, buildKey, linkHolderOf, memberOf } from '#tests/support/factories/keys.ts'
import { buildProject } from '#tests/support/factories/projects.ts'

const newSlug = () => `s-${crypto.randomUUID().slice(0, 12)}`

describe('createProject', () => {
  test('makes its maker the owner', async () => {
    const ctx = await signedIn()
    const { id, slug } = await createProject(ctx, { name: 'Support agents', slug: newSlug() })
    expect(await getProject(ctx, slug)).toMatchObject({ name: 'Support agents', myRole: 'owner', canManage: true })
    expect(await auditedActions(id)).toEqual(['project.create'])
  })

  test('makes the slug of the name when there is none', async () => {
    const ctx = await signedIn()
    expect(await createProject(ctx, { name: 'Café & Support' })).toMatchObject({ slug: 'cafe-support' })
    await expect(createProject(ctx, { name: 'cafe support' })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('makes one project of a form that is sent twice', async () => {
    const ctx = await signedIn()
    const slug = newSlug()
    const send = () => createProject(ctx, { name: 'Twice', slug })
    const answers = await Promise.allSettled([send(), send()])
    expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(answers.find((answer) => answer.status === 'rejected')?.reason).toMatchObject({
      code: 'conflict',
      details: { fields: { slug: expect.stringContaining(slug) } },
    })
  })

  test('lets two organisations use the same slug', async () => {
    const slug = newSlug()
    for (const ctx of [await signedIn(), await signedIn()])
      expect(await createProject(ctx, { name: 'Same', slug })).toMatchObject({ slug })
  })

  test.each([
    ['no name', { name: ' ', slug: 'x' }],
    ['a slug that is a page', { name: 'x', slug: 'new' }],
    ['a slug with capitals', { name: 'x', slug: 'Support' }],
    ['a name that makes no slug', { name: '日本' }],
    ['a name that makes the slug of a page', { name: 'New' }],
  ])('refuses %s', async (_, input) => {
    await expect(createProject(await signedIn(), input)).rejects.toThrow()
  })

  test('is for admins and members, not for auditors or nobody', async () => {
    const input = { name: 'x', slug: newSlug() }
    await expect(createProject(await signedIn({ role: 'auditor' }), input)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(createProject(stranger(), input)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('listProjects', () => {
  test('shows members theirs; admins and auditors all of their organisation', async () => {
    const { project, owner } = await buildProject()
    const { organizationId } = project
    const { project: other } = await buildProject({ owner: await signedIn({ organizationId }) })
    await buildProject()
    expect((await listProjects(owner)).map((one) => one.id)).toEqual([project.id])
    for (const role of ['admin', 'auditor'] as const) {
      const seen = (await listProjects(await signedIn({ organizationId, role }))).map((one) => one.id)
      expect(seen.sort()).toEqual([project.id, other.id].sort())
    }
  })
})

describe('getProject', () => {
  test('tells everyone what they may do', async () => {
    const { project } = await buildProject()
    const { organizationId, slug } = project
    const as = async (role: 'admin' | 'auditor') => getProject(await signedIn({ organizationId, role }), slug)
    expect(await getProject(await memberOf(project), slug)).toMatchObject({
      canManage: false,
      canUse: true,
      canReadAllCalls: false,
    })
    expect(await as('admin')).toMatchObject({ myRole: null, canManage: true, canUse: true, canReadAllCalls: true })
    expect(await as('auditor')).toMatchObject({ canManage: false, canUse: false, canReadAllCalls: true })
  })

  test('finds nothing for strangers', async () => {
    const { project } = await buildProject()
    const { organizationId, slug } = project
    for (const ctx of [await signedIn({ organizationId }), await signedIn({ role: 'admin' })])
      await expect(getProject(ctx, slug)).rejects.toMatchObject({ code: 'not_found' })
    await expect(getProject(await linkHolderOf(project), slug)).rejects.toMatchObject({ code: 'forbidden' })
  })
})

describe('requireProjectOwner and requireProjectMember', () => {
  test('give the project to those it is for', async () => {
    const { project, owner } = await buildProject()
    const { id, organizationId, slug, name } = project
    const member = await memberOf(project)
    expect(await requireProjectOwner(owner, slug)).toMatchObject({ id, organizationId, slug, name })
    expect(await requireProjectMember(member, slug)).toMatchObject({ id, organizationId, slug, name, canManage: false })
    await expect(requireProjectOwner(member, slug)).rejects.toMatchObject({ code: 'forbidden' })
    const auditor = await signedIn({ organizationId, role: 'auditor' })
    await expect(requireProjectMember(auditor, slug)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(requireProjectMember(await signedIn(), slug)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('updateProject', () => {
  test('changes name and description and keeps the address', async () => {
    const { project, owner } = await buildProject()
    await updateProject(owner, project.slug, { name: 'Renamed', description: 'What for' })
    expect(await getProject(owner, project.slug)).toMatchObject({ name: 'Renamed', description: 'What for' })
    expect(await auditedActions(project.id)).toEqual(['project.update'])
  })

  test('of two open pages each keeps what the other changed; where both changed one field the second decides', async () => {
    const { project, owner } = await buildProject()
    const seen = { name: project.name, description: '' }
    await updateProject(owner, project.slug, { ...seen, name: 'Theirs', seen })
    await updateProject(owner, project.slug, { ...seen, description: 'Mine', seen })
    expect(await getProject(owner, project.slug)).toMatchObject({ name: 'Theirs', description: 'Mine' })
    const late = updateProject(owner, project.slug, { name: 'Mine', description: 'Mine', seen })
    await expect(late).rejects.toMatchObject({
      code: 'conflict',
      details: { fields: { name: expect.stringContaining('“Theirs”') }, values: { 'now.name': 'Theirs' } },
    })
    await updateProject(owner, project.slug, { name: 'Mine', description: 'Mine', seen: { ...seen, name: 'Theirs' } })
    expect(await getProject(owner, project.slug)).toMatchObject({ name: 'Mine' })
  })

  test('is refused to members, and with an empty name', async () => {
    const { project, owner } = await buildProject()
    await expect(updateProject(await memberOf(project), project.slug, { name: 'x' })).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(updateProject(owner, project.slug, { name: '' })).rejects.toThrow('name')
  })
})

describe('removeProject', () => {
  test('takes everything along and says what it was', async () => {
    const { project, owner } = await buildProject()
    const { personId } = owner.actor
    await buildCredentialRow(project, { personId })
    await buildKey(project, { personId })
    await linkHolderOf(project)
    const parts = { connections: 1, credentials: 1, keys: 1, links: 1 }
    expect(await countProjectParts(owner, project.slug)).toEqual(parts)
    await removeProject(owner, project.slug)
    expect(await database().connection.count({ where: { projectId: project.id } })).toBe(0)
    const audit = await database().auditRecord.findFirst({ where: { targetId: project.id } })
    expect(audit).toMatchObject({ action: 'project.remove', details: parts })
    await expect(removeProject(owner, project.slug)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is refused to members, and not found by strangers', async () => {
    const { project } = await buildProject()
    await expect(removeProject(await memberOf(project), project.slug)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(removeProject(await signedIn(), project.slug)).rejects.toMatchObject({ code: 'not_found' })
  })
})
