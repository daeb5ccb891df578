import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { listConnections } from '#lib/projects/connections/list-connections.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { buildCredentialRow, linkHolderOf, memberOf } from '#tests/support/factories/keys.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'

describe('listConnections', () => {
  test('counts the people who gave credentials among those who could, link holders included', async () => {
    const { project, owner } = await buildProject()
    const member = await memberOf(project)
    const guest = await linkHolderOf(project)
    const { id: connectionId } = await buildConnection({ project })
    await buildConnection({ project })
    await buildCredentialRow(project, { personId: owner.actor.personId, connectionId })
    await buildCredentialRow(project, { personId: guest.actor.personId, connectionId, state: 'unverified' })
    const views = await listConnections(member, project.slug)
    const [view, other] = [views.find((one) => one.id === connectionId), views.find((one) => one.id !== connectionId)]
    expect(view).toMatchObject({ people: { mode: 'per_person', connected: 2, all: 3 }, rejected: null, mine: null })
    expect(other?.people).toEqual({ mode: 'per_person', connected: 0, all: 2 })
    expect((await listConnections(owner, project.slug)).find((one) => one.id === connectionId)?.mine).toBe('verified')
  })

  test('says since when credentials are rejected, and does not count them as connected', async () => {
    const { project, owner } = await buildProject()
    const { id: connectionId } = await buildConnection({ project })
    const { personId } = owner.actor
    const { updatedAt } = await buildCredentialRow(project, { personId, connectionId, state: 'rejected' })
    const [view] = await listConnections(owner, project.slug)
    expect(view).toMatchObject({
      people: { connected: 0, all: 1 },
      rejected: { count: 1, since: updatedAt },
      mine: 'rejected',
    })
  })

  test('names who connected a shared one', async () => {
    const { project, owner } = await buildProject()
    const { id: connectionId, organizationId } = await buildConnection({ project, credentialMode: 'shared' })
    expect((await listConnections(owner, project.slug))[0]?.people).toEqual({
      mode: 'shared',
      by: null,
      isConnected: false,
      keepsOwn: false,
    })
    const givenById = owner.actor.personId
    const envelope = new Uint8Array([0])
    await database().credential.create({
      data: {
        organizationId,
        connectionId,
        holder: 'shared',
        proof: 'signed_in',
        givenById,
        envelope,
        state: 'rejected',
      },
    })
    const [view] = await listConnections(owner, project.slug)
    expect(view?.people).toEqual({ mode: 'shared', by: owner.actor.name, isConnected: false, keepsOwn: false })
    expect(view?.rejected).toEqual({ count: null, since: expect.any(Date) })
  })

  test('asks nobody for anything where the server needs no sign-in', async () => {
    const { project, owner } = await buildProject()
    const server = await buildServer({ organizationId: project.organizationId, headers: [] })
    await buildConnection({ project, serverId: server.id })
    expect((await listConnections(owner, project.slug))[0]?.people).toEqual({ mode: 'none' })
  })

  test('counts the tools that are allowed of those that are listed', async () => {
    const { project, owner } = await buildProject()
    const { id: connectionId, serverId } = await buildConnection({ project })
    const names = ['a', 'b', 'c']
    await database().serverTool.createMany({ data: names.map((name) => ({ serverId, name, inputSchema: {} })) })
    expect((await listConnections(owner, project.slug))[0]?.tools).toEqual({ allowed: 3, listed: 3 })
    await database().connection.update({ where: { id: connectionId }, data: { toolPolicy: 'chosen' } })
    await database().connectionTool.createMany({ data: ['b', 'gone'].map((name) => ({ connectionId, name })) })
    expect((await listConnections(owner, project.slug))[0]?.tools).toEqual({ allowed: 1, listed: 3 })
  })

  test('is empty for a new project and not found for a stranger', async () => {
    const { project, owner } = await buildProject()
    expect(await listConnections(owner, project.slug)).toEqual([])
    await expect(listConnections(await signedIn(), project.slug)).rejects.toMatchObject({ code: 'not_found' })
  })
})
