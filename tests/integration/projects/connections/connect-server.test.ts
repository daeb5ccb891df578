import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { connectServer } from '#lib/projects/connections/connect-server.ts'
import { listConnectable } from '#lib/projects/connections/list-connectable.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { auditedActions, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'

async function ready() {
  const { project, owner } = await buildProject()
  const server = await buildServer({ organizationId: project.organizationId })
  return { project, owner, server }
}

describe('connectServer', () => {
  test('takes slug and mode from the server', async () => {
    const { project, owner, server } = await ready()
    const { id, slug } = await connectServer(owner, project.slug, { serverId: server.id })
    expect(slug).toBe(server.slug)
    const row = await database().connection.findUniqueOrThrow({ where: { id } })
    expect(row).toMatchObject({
      credentialMode: 'per_person',
      state: 'active',
      toolPolicy: 'all',
      projectId: project.id,
    })
    expect(await auditedActions(id)).toEqual(['connection.create'])
  })

  test('connects a server twice, under another slug and mode', async () => {
    const { project, owner, server } = await ready()
    await connectServer(owner, project.slug, { serverId: server.id, slug: 'us' })
    const { id } = await connectServer(owner, project.slug, { serverId: server.id, slug: 'eu', mode: 'shared' })
    expect(await database().connection.findUniqueOrThrow({ where: { id } })).toMatchObject({ credentialMode: 'shared' })
  })

  test('refuses a slug that is taken, and names one that is free', async () => {
    const { project, owner, server } = await ready()
    await buildConnection({ project, slug: 'intercom' })
    const clash = connectServer(owner, project.slug, { serverId: server.id, slug: 'intercom' })
    await expect(clash).rejects.toMatchObject({
      code: 'conflict',
      details: { fields: { slug: expect.stringContaining('intercom-2') } },
    })
  })

  test('leaves slugs of other projects out of it', async () => {
    const { project, owner, server } = await ready()
    await buildConnection({ slug: 'linear' })
    expect(await connectServer(owner, project.slug, { serverId: server.id, slug: 'linear' })).toMatchObject({
      slug: 'linear',
    })
  })

  test('makes one connection of a form that is sent twice', async () => {
    const { project, owner, server } = await ready()
    const send = () => connectServer(owner, project.slug, { serverId: server.id, slug: 'once' })
    const answers = await Promise.allSettled([send(), send()])
    expect(answers.map((answer) => answer.status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(await database().connection.count({ where: { projectId: project.id } })).toBe(1)
    expect(answers.find((answer) => answer.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' })
  })

  test.each(['Intercom', 'inter com', 'a__b', '../mcp', 'x'.repeat(33), '\u0441'])(
    'refuses the slug %s',
    async (slug) => {
      const { project, owner, server } = await ready()
      await expect(connectServer(owner, project.slug, { serverId: server.id, slug })).rejects.toThrow('slug')
    },
  )

  test('does not know a server of another organisation', async () => {
    const { project, owner } = await ready()
    const foreign = (await ready()).server
    await expect(connectServer(owner, project.slug, { serverId: foreign.id })).rejects.toMatchObject({
      code: 'invalid',
    })
  })

  test('is for owners and admins', async () => {
    const { project, server } = await ready()
    const { organizationId } = project
    const connect = (ctx: Parameters<typeof connectServer>[0]) =>
      connectServer(ctx, project.slug, { serverId: server.id })
    await expect(connect(await memberOf(project))).rejects.toMatchObject({ code: 'forbidden' })
    await expect(connect(await signedIn({ organizationId, role: 'auditor' }))).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(connect(await signedIn({ organizationId }))).rejects.toMatchObject({ code: 'not_found' })
    await expect(connect(stranger())).rejects.toMatchObject({ code: 'unauthenticated' })
    expect(await connect(await signedIn({ organizationId, role: 'admin' }))).toMatchObject({ slug: server.slug })
  })
})

describe('listConnectable', () => {
  test('offers the library with slugs that are free here', async () => {
    const { project, owner, server } = await ready()
    await connectServer(owner, project.slug, { serverId: server.id, slug: 'notion' })
    await database().server.update({ where: { id: server.id }, data: { slug: 'notion' } })
    expect(await listConnectable(owner, project.slug)).toEqual([
      { id: server.id, name: server.name, host: 'mcp.example.test', slug: 'notion-2', mode: 'per_person' },
    ])
  })
})
