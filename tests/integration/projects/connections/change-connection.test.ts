import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { getConnection } from '#lib/projects/connections/get-connection.ts'
import { pauseConnection, resumeConnection } from '#lib/projects/connections/pause-connection.ts'
import { removeConnection } from '#lib/projects/connections/remove-connection.ts'
import type { UpdateConnectionInput } from '#lib/projects/connections/schema.ts'
import { updateConnection } from '#lib/projects/connections/update-connection.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { buildAuthLinkRow } from '#tests/support/factories/auth-links.ts'
import { confirm } from '#tests/support/factories/confirm.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { auditedActions, buildCredentialRow, buildKey, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'

async function ready(tools: string[] = []) {
  const { project, owner } = await buildProject()
  const connection = await buildConnection({ project })
  const { serverId } = connection
  await database().serverTool.createMany({ data: tools.map((name) => ({ serverId, name, inputSchema: {} })) })
  return { project, owner, connection, id: connection.id }
}

const settings = { slug: 'renamed', mode: 'per_person', toolPolicy: 'all' } as const

describe('updateConnection', () => {
  test('changes slug and mode, keeps credentials of the other mode, tells the gateway', async () => {
    const { project, owner, id } = await ready()
    await buildCredentialRow(project, { personId: owner.actor.personId, connectionId: id })
    const heard = hearNotices()
    await confirm((confirmed) => updateConnection(owner, id, { ...settings, mode: 'shared', confirmed }))
    expect(heard).toContainEqual({ kind: 'connection.changed', connectionId: id, projectId: project.id })
    expect(await getConnection(owner, project.slug, 'renamed')).toMatchObject({
      mode: 'shared',
      credentials: { perPerson: 1, shared: 0 },
    })
    expect(await auditedActions(id)).toEqual(['connection.update'])
  })

  test('writes and tells nothing where nothing is changed', async () => {
    const { owner, connection, id } = await ready()
    const heard = hearNotices()
    const same = { ...settings, slug: connection.slug }
    expect(await updateConnection(owner, id, same)).toEqual({ slug: connection.slug })
    expect(await auditedActions(id)).toEqual([])
    expect(heard).toEqual([])
  })

  test('asks before agents lose tools, names them, and has changed nothing', async () => {
    const { project, owner, connection, id } = await ready(['a', 'b', 'c'])
    const { slug } = connection
    const chosen = { ...settings, slug, toolPolicy: 'chosen' } as const
    await updateConnection(owner, id, { ...chosen, tools: ['a', 'b'] })
    await buildKey(project, { personId: owner.actor.personId })
    const question = (said: string) => ({ code: 'precondition_failed', details: { fields: { confirmed: said } } })
    await expect(updateConnection(owner, id, { ...chosen, tools: ['b', 'c'] })).rejects.toMatchObject(
      question('One agent would lose a.'),
    )
    expect((await getConnection(owner, project.slug, slug)).seen.tools).toBe('a\nb')
    await updateConnection(owner, id, { ...chosen, tools: ['a', 'b', 'c'] })
    await updateConnection(owner, id, { ...settings, slug })
    await expect(updateConnection(owner, id, { ...chosen, tools: ['c'] })).rejects.toMatchObject(
      question('One agent would lose a and b.'),
    )
    await confirm((confirmed) => updateConnection(owner, id, { ...chosen, tools: ['c'], confirmed }))
    expect((await getConnection(owner, project.slug, slug)).seen.tools).toBe('c')
  })

  test('of two open pages the second to save is told, and opens no tool again', async () => {
    const { project, owner, connection, id } = await ready(['search', 'fetch'])
    const { seen } = await getConnection(owner, project.slug, connection.slug)
    const { slug } = connection
    const chosen = { ...settings, slug, toolPolicy: 'chosen' } as const
    await updateConnection(owner, id, { ...chosen, tools: ['fetch'], seen })
    // The second page shows all tools as allowed, and only the slug is changed on it.
    await updateConnection(owner, id, { ...settings, seen })
    const now = await getConnection(owner, project.slug, 'renamed')
    expect(now).toMatchObject({ toolPolicy: 'chosen', seen: { tools: 'fetch' } })

    await expect(
      updateConnection(owner, id, { ...chosen, slug: 'renamed', tools: ['search'], seen }),
    ).rejects.toMatchObject({
      code: 'conflict',
      details: {
        fields: { tools: expect.stringMatching(/meanwhile to “fetch”, you to “search”/) },
        values: { 'now.tools': 'fetch' },
      },
    })
    await updateConnection(owner, id, { ...chosen, slug: 'renamed', tools: ['search'], seen: now.seen })
    expect((await getConnection(owner, project.slug, 'renamed')).seen.tools).toBe('search')
  })

  test('allows the chosen tools, and no tool the server lists later', async () => {
    const { project, owner, connection, id } = await ready(['search', 'fetch'])
    await updateConnection(owner, id, { ...settings, toolPolicy: 'chosen', tools: ['search', 'search'] })
    await database().serverTool.create({ data: { serverId: connection.serverId, name: 'wipe', inputSchema: {} } })
    const { tools } = await getConnection(owner, project.slug, 'renamed')
    expect(tools.map((tool) => [tool.name, tool.isAllowed])).toEqual([
      ['fetch', false],
      ['search', true],
      ['wipe', false],
    ])
  })

  test('keeps a chosen tool that the server does not list any more', async () => {
    const { project, owner, connection, id } = await ready(['search', 'fetch'])
    const choice: UpdateConnectionInput = { ...settings, toolPolicy: 'chosen', tools: ['search', 'fetch'] }
    await updateConnection(owner, id, choice)
    await database().serverTool.deleteMany({ where: { serverId: connection.serverId, name: 'search' } })
    await updateConnection(owner, id, choice)
    const { tools } = await getConnection(owner, project.slug, 'renamed')
    expect(tools.find((tool) => tool.name === 'search')).toMatchObject({ isAllowed: true, isListed: false })
  })

  test('can allow nothing at all, before any tool is known', async () => {
    const { owner, id } = await ready()
    await updateConnection(owner, id, { ...settings, toolPolicy: 'chosen' })
    expect(await database().connection.findUniqueOrThrow({ where: { id } })).toMatchObject({ toolPolicy: 'chosen' })
  })

  test('refuses a tool nobody has listed, and changes nothing', async () => {
    const { owner, connection, id } = await ready(['search'])
    const odd: UpdateConnectionInput = { ...settings, toolPolicy: 'chosen', tools: ['search', 'rm'] }
    await expect(updateConnection(owner, id, odd)).rejects.toMatchObject({ code: 'invalid' })
    const row = await database().connection.findUniqueOrThrow({ where: { id }, include: { tools: true } })
    expect(row).toMatchObject({ slug: connection.slug, toolPolicy: 'all', tools: [] })
  })

  test('refuses the slug of another connection', async () => {
    const { project, owner, id } = await ready()
    await buildConnection({ project, slug: 'renamed' })
    await expect(updateConnection(owner, id, settings)).rejects.toMatchObject({
      code: 'conflict',
      details: { fields: { slug: expect.stringContaining('renamed-2') } },
    })
  })

  test('stands two owners who save at the same moment', async () => {
    const { project, owner, id } = await ready(['search', 'fetch'])
    const other = await memberOf(project, 'owner')
    await Promise.all([
      updateConnection(owner, id, { ...settings, toolPolicy: 'chosen', tools: ['search', 'fetch'] }),
      updateConnection(other, id, { ...settings, toolPolicy: 'chosen', tools: ['search', 'fetch'] }),
    ])
    expect(await database().connectionTool.count({ where: { connectionId: id } })).toBe(2)
  })
})

describe('pauseConnection and resumeConnection', () => {
  test('switch the connection, once each, and keep credentials', async () => {
    const { project, owner, id } = await ready()
    await buildCredentialRow(project, { personId: owner.actor.personId, connectionId: id })
    const heard = hearNotices()
    await pauseConnection(owner, id)
    await pauseConnection(owner, id)
    expect(heard.filter((notice) => notice.kind === 'connection.changed')).toHaveLength(1)
    expect(await database().connection.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'paused' })
    await resumeConnection(owner, id)
    expect(await database().connection.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: 'active' })
    expect(await database().credential.count({ where: { connectionId: id } })).toBe(1)
    expect(await auditedActions(id)).toEqual(['connection.pause', 'connection.resume'])
  })
})

describe('removeConnection', () => {
  test('takes credentials along and revokes the links that asked for nothing else', async () => {
    const { project, owner, id } = await ready()
    const other = await buildConnection({ project })
    await buildCredentialRow(project, { personId: owner.actor.personId, connectionId: id })
    const [only, both, none] = [
      await buildAuthLinkRow(project, { connectionIds: [id] }),
      await buildAuthLinkRow(project, { connectionIds: [id, other.id] }),
      await buildAuthLinkRow(project, { connectionIds: [other.id] }),
    ]
    await removeConnection(owner, id)
    expect(await database().credential.count({ where: { connectionId: id } })).toBe(0)
    const links = await database().authLink.findMany({ where: { revokedAt: null, projectId: project.id } })
    expect(links.map((link) => link.id).sort()).toEqual([both.id, none.id].sort())
    const revoked = await database().authLink.findMany({ where: { revokedAt: { not: null }, projectId: project.id } })
    expect(revoked.map((link) => link.id)).toEqual([only.id])
    const audit = await database().auditRecord.findFirst({ where: { targetId: id, action: 'connection.remove' } })
    expect(audit?.details).toEqual({ credentials: 1, links: 1 })
  })

  test('is not found the second time', async () => {
    const { owner, id } = await ready()
    await removeConnection(owner, id)
    await expect(removeConnection(owner, id)).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('every change', () => {
  const changes = {
    update: (ctx: Parameters<typeof pauseConnection>[0], id: string) => updateConnection(ctx, id, settings),
    pause: pauseConnection,
    resume: resumeConnection,
    remove: removeConnection,
  }

  test.each(Object.entries(changes))('%s is refused to members and not found for others', async (_, change) => {
    const { project, id } = await ready()
    const { organizationId } = project
    await expect(change(await memberOf(project), id)).rejects.toMatchObject({ code: 'forbidden' })
    const outsiders = [
      await signedIn({ organizationId }),
      await signedIn({ organizationId, role: 'auditor' }),
      await signedIn({ role: 'admin' }),
    ]
    for (const ctx of outsiders) await expect(change(ctx, id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(change(stranger(), id)).rejects.toMatchObject({ code: 'unauthenticated' })
    await change(await signedIn({ organizationId, role: 'admin' }), id)
  })
})
