import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { removeServer } from '#lib/servers/remove-server.ts'
import { removeInputOfServer, saveInputOfServer, updateServer } from '#lib/servers/update-server.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { buildAuthLinkRow } from '#tests/support/factories/auth-links.ts'
import { confirm } from '#tests/support/factories/confirm.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { giveToken } from '#tests/support/gateway/agents.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

/** A server of an organisation, connected once, with one person's values. */
async function buildUsed() {
  const admin = await signedIn({ role: 'admin' })
  const { organizationId, personId } = admin.actor
  const server = await buildServer({ organizationId, url: 'https://mcp.acme.example/mcp' })
  const { project } = await buildProject({ owner: admin })
  const connection = await buildConnection({ project, serverId: server.id })
  await giveToken(connection, personId, newSecret())
  await database().serverTool.create({ data: { serverId: server.id, name: 'search', inputSchema: {} } })
  const credentials = () => database().credential.findMany({ where: { connectionId: connection.id } })
  return { admin, server, project, connection, credentials }
}

const fields = [{ name: 'access_token', label: 'Access token' }]

describe('updateServer', () => {
  test('changes what is given and nothing else', async () => {
    const { admin, server, credentials } = await buildUsed()
    const change = await updateServer(admin, { serverId: server.id, name: 'Acme', description: 'Ours.' })
    expect(change).toMatchObject({
      credentials: 'kept',
      server: { name: 'Acme', description: 'Ours.', slug: server.slug, inputs: [{ name: 'Authorization' }] },
    })
    expect(await credentials()).toMatchObject([{ state: 'verified' }])
  })

  test('keeps what someone else changed since the form was shown', async () => {
    const { admin, server, credentials } = await buildUsed()
    const { url, name, slug, description } = server
    const seen = { url, name, slug, description }
    const moved = { serverId: server.id, url: 'https://mcp.acme.example/new', seen }
    await confirm((confirmed) => updateServer(admin, { ...moved, confirmed }))
    const change = await updateServer(admin, { serverId: server.id, ...seen, description: 'Ours.', seen })
    expect(change.server).toMatchObject({ url: 'https://mcp.acme.example/new', description: 'Ours.' })
    expect(change.credentials).toBe('kept')
    expect(await credentials()).toEqual([])
  })

  test('takes stored values away when the address changes (they were given for the old one)', async () => {
    const { admin, server, connection, credentials } = await buildUsed()
    const heard = hearNotices()
    const moved = { serverId: server.id, url: 'https://evil.example/mcp' }
    const change = await confirm((confirmed) => updateServer(admin, { ...moved, confirmed }))
    expect(change).toMatchObject({ credentials: 'removed', server: { reach: 'unknown', checkedAt: null } })
    expect(await credentials()).toEqual([])
    expect(await database().serverTool.count({ where: { serverId: server.id } })).toBe(0)
    expect(heard).toContainEqual({ kind: 'server.changed', serverId: server.id })
    expect(heard).toContainEqual({
      kind: 'credential.changed',
      connectionId: connection.id,
      credentialId: expect.any(String),
    })
  })

  test('takes them away for another path on the same host too', async () => {
    const { admin, server } = await buildUsed()
    const moved = { serverId: server.id, url: 'https://mcp.acme.example/other' }
    const change = await confirm((confirmed) => updateServer(admin, { ...moved, confirmed }))
    expect(change.credentials).toBe('removed')
  })

  test('keeps them when the address is only written again', async () => {
    const { admin, server } = await buildUsed()
    const change = await updateServer(admin, { serverId: server.id, url: ' https://MCP.acme.example:443/mcp ' })
    expect(change.credentials).toBe('kept')
  })

  test('makes values unverified when the headers send them otherwise', async () => {
    const { admin, server, credentials } = await buildUsed()
    const header = { name: 'X-Api-Key', template: '{access_token}', fields }
    const change = await saveInputOfServer(admin, server.id, { original: 'header authorization', input: header })
    expect(change.credentials).toBe('unverified')
    expect(await credentials()).toMatchObject([
      { state: 'unverified', stateReason: expect.stringContaining('is sent') },
    ])
  })

  test('makes values unverified when a header is added or removed', async () => {
    const { admin, server } = await buildUsed()
    const added = await saveInputOfServer(admin, server.id, { input: { name: 'X-Team', template: 'support' } })
    expect(added).toMatchObject({ credentials: 'unverified', server: { inputs: [{}, { name: 'X-Team' }] } })
    const removed = await removeInputOfServer(admin, server.id, 'header authorization')
    expect(removed).toMatchObject({ credentials: 'unverified', server: { inputs: [{ name: 'X-Team' }] } })
  })

  test('keeps values verified when only labels and help change', async () => {
    const { admin, server } = await buildUsed()
    const header = {
      name: 'Authorization',
      template: 'Bearer {access_token}',
      fields: [{ name: 'access_token', label: 'Acme token', help: 'Settings → API' }],
    }
    const change = await saveInputOfServer(admin, server.id, { original: 'header authorization', input: header })
    expect(change.credentials).toBe('kept')
    expect(change.server.inputs[0]?.fields[0]?.label).toBe('Acme token')
  })

  test('leaves an audit record with names and no values, and none when nothing changed', async () => {
    const { admin, server } = await buildUsed()
    await updateServer(admin, { serverId: server.id, name: 'Acme', credentialMode: 'shared' })
    await updateServer(admin, { serverId: server.id, name: 'Acme' })
    const records = await database().auditRecord.findMany({ where: { targetId: server.id } })
    expect(records).toMatchObject([{ action: 'server.update', details: { changed: ['name', 'credentialMode'] } }])
  })

  test.each([
    ['an address the guard refuses', { url: 'https://10.1.2.3/mcp' }, 'url'],
    ['a secret in the address', { url: 'https://acme.example/mcp?token=x' }, 'url'],
    ['an address that is not filled in', { url: 'https://{tenant}.acme.example/mcp' }, 'url'],
  ])('refuses %s', async (_, part, field) => {
    const { admin, server } = await buildUsed()
    await expect(updateServer(admin, { serverId: server.id, ...part })).rejects.toMatchObject({
      details: { fields: { [field]: expect.any(String) } },
    })
  })

  test('refuses a slug that is taken, also when both ask at once', async () => {
    const { admin, server } = await buildUsed()
    const other = await buildServer({ organizationId: admin.actor.organizationId })
    const slug = `shared-${crypto.randomUUID().slice(0, 8)}`
    const outcomes = await Promise.allSettled([
      updateServer(admin, { serverId: server.id, slug }),
      updateServer(admin, { serverId: other.id, slug }),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
    expect(outcomes.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'conflict' })
  })

  test('is for admins of the same organisation', async () => {
    const { admin, server } = await buildUsed()
    const { organizationId } = admin.actor
    const input = { serverId: server.id, name: 'Mine' }
    await expect(updateServer(await signedIn({ organizationId }), input)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(updateServer(await signedIn({ role: 'admin' }), input)).rejects.toMatchObject({ code: 'not_found' })
    await expect(updateServer(stranger(), input)).rejects.toMatchObject({ code: 'unauthenticated' })
    const header = { input: { name: 'X', template: 'y' } }
    const elsewhere = await signedIn({ role: 'admin' })
    await expect(saveInputOfServer(elsewhere, server.id, header)).rejects.toMatchObject({ code: 'not_found' })
    await expect(removeInputOfServer(elsewhere, server.id, 'header x')).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('removeServer', () => {
  test('takes its connections, values, tools and emptied links along, and says how many', async () => {
    const { admin, server, connection, project, credentials } = await buildUsed()
    const other = await buildConnection({ project })
    const emptied = await buildAuthLinkRow(project, { connectionIds: [connection.id] })
    const kept = await buildAuthLinkRow(project, { connectionIds: [connection.id, other.id] })

    await removeServer(admin, server.id)
    expect(await credentials()).toEqual([])
    expect(await database().server.findUnique({ where: { id: server.id } })).toBeNull()
    expect(await database().connection.findMany({ where: { projectId: project.id } })).toMatchObject([{ id: other.id }])
    const links = await database().authLink.findMany({
      where: { projectId: project.id },
      orderBy: { createdAt: 'asc' },
    })
    expect(links.map(({ id, revokedAt }) => [id, revokedAt !== null])).toEqual([
      [emptied.id, true],
      [kept.id, false],
    ])
    const records = await database().auditRecord.findMany({ where: { targetId: server.id } })
    expect(records).toMatchObject([
      { action: 'server.remove', details: { connections: 1, projects: 1, credentials: 1 } },
    ])
  })

  test('tells the gateway about the server and each of its connections', async () => {
    const { admin, server, connection, project } = await buildUsed()
    const heard = hearNotices()
    await removeServer(admin, server.id)
    expect(heard).toEqual([
      { kind: 'connection.changed', connectionId: connection.id, projectId: project.id },
      { kind: 'server.changed', serverId: server.id },
    ])
  })

  test('is for admins of the same organisation', async () => {
    const { admin, server } = await buildUsed()
    const { organizationId } = admin.actor
    await expect(removeServer(await signedIn({ organizationId }), server.id)).rejects.toMatchObject({
      code: 'forbidden',
    })
    await expect(removeServer(await signedIn({ role: 'admin' }), server.id)).rejects.toMatchObject({
      code: 'not_found',
    })
    await expect(removeServer(stranger(), server.id)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})
