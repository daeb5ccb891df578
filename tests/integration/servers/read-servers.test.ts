import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import type { Reach } from '#lib/db/generated/enums.ts'
import { getServer } from '#lib/servers/get-server.ts'
import { listServers } from '#lib/servers/list-servers.ts'
import { storeServerTools } from '#lib/servers/store-tools.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'

async function buildLibrary(reaches: Reach[]) {
  const member = await signedIn()
  const { organizationId } = member.actor
  const servers = []
  for (const [index, reach] of reaches.entries()) {
    const { id } = await buildServer({ organizationId })
    servers.push(await database().server.update({ where: { id }, data: { reach, name: `Server ${index} ${reach}` } }))
  }
  return { member, servers }
}

const all: Reach[] = ['unknown', 'reachable', 'asks_sign_in', 'unreachable', 'not_mcp']

describe('listServers', () => {
  test('is empty in a new organisation, and says so apart from an empty search', async () => {
    const member = await signedIn()
    expect(await listServers(member)).toEqual({ servers: [], hasAny: false })
    await buildServer({ organizationId: member.actor.organizationId })
    expect(await listServers(member, { q: 'nothing like it' })).toEqual({ servers: [], hasAny: true })
  })

  test('counts tools and projects, each project once', async () => {
    const { member, servers } = await buildLibrary(['reachable'])
    const serverId = servers[0]?.id ?? ''
    const { project } = await buildProject({ owner: member })
    await buildConnection({ project, serverId })
    await buildConnection({ project, serverId })
    await storeServerTools(member, serverId, [
      { name: 'a', description: '', inputSchema: {} },
      { name: 'b', description: '', inputSchema: {} },
    ])
    const { servers: listed } = await listServers(member)
    expect(listed).toMatchObject([{ id: serverId, toolCount: 2, projectCount: 1, headerNames: ['Authorization'] }])
  })

  test.each([
    ['all', all],
    ['reachable', ['reachable', 'asks_sign_in']],
    ['not_verified', ['unknown', 'unreachable']],
    ['attention', ['not_mcp']],
  ] as const)('narrows to %s', async (filter, expected) => {
    const { member } = await buildLibrary(all)
    const { servers } = await listServers(member, { filter })
    expect(new Set(servers.map(({ reach }) => reach))).toEqual(new Set(expected))
  })

  test('calls for attention when a server that projects use is unreachable', async () => {
    const { member, servers } = await buildLibrary(['unreachable', 'unreachable'])
    const { project } = await buildProject({ owner: member })
    await buildConnection({ project, serverId: servers[0]?.id ?? '' })
    const { servers: listed } = await listServers(member, { filter: 'attention' })
    expect(listed.map(({ id }) => id)).toEqual([servers[0]?.id])
  })

  test('finds by name, slug and address, and takes wildcards as they are', async () => {
    const member = await signedIn()
    const { organizationId } = member.actor
    const server = await buildServer({ organizationId, slug: 'zebra-desk', url: 'https://mcp.okapi.example/mcp' })
    for (const q of ['ZEBRA', 'okapi', server.name.toLowerCase()]) {
      expect((await listServers(member, { q })).servers).toHaveLength(1)
    }
    expect((await listServers(member, { q: '%' })).servers).toEqual([])
    expect((await listServers(member, { q: "'; drop" })).servers).toEqual([])
  })

  test('pages by name without a gap or a double, also where names are the same', async () => {
    const member = await signedIn()
    const { organizationId } = member.actor
    const rows = Array.from({ length: 120 }, (_, n) => ({
      organizationId,
      name: n < 80 ? 'Same' : `Other ${n}`,
      slug: `s-${n}`,
      url: 'https://a.example/mcp',
    }))
    await database().server.createMany({ data: rows })
    const ids: string[] = []
    let after: string | undefined
    do {
      const page = await listServers(member, { after })
      ids.push(...page.servers.map(({ id }) => id))
      after = page.after
    } while (after)
    expect(ids).toHaveLength(120)
    expect(new Set(ids).size).toBe(120)
  })

  test('shows nothing of another organisation, not even by its cursor', async () => {
    const { servers } = await buildLibrary(['reachable'])
    const other = await signedIn()
    expect(await listServers(other, { after: servers[0]?.id })).toMatchObject({ servers: [] })
  })

  test('is for members', async () => {
    await expect(listServers(stranger())).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('getServer', () => {
  test('shows where it is used, of other people’s projects only how many', async () => {
    const owner = await signedIn()
    const { organizationId } = owner.actor
    const server = await buildServer({ organizationId })
    const { project } = await buildProject({ owner })
    const mine = await buildConnection({ project, serverId: server.id })
    const { project: foreign } = await buildProject({ owner: await signedIn({ organizationId }) })
    await buildConnection({ project: foreign, serverId: server.id })

    const details = await getServer(owner, server.id)
    expect(details.uses).toEqual([
      { connectionId: mine.id, slug: mine.slug, projectName: project.name, projectSlug: project.slug },
    ])
    expect(details).toMatchObject({
      hiddenUses: 1,
      canChange: false,
      goesWith: { connections: 2, projects: 2, credentials: 0 },
    })

    const admin = await signedIn({ organizationId, role: 'admin' })
    expect(await getServer(admin, server.id)).toMatchObject({ hiddenUses: 0, canChange: true })
  })

  test('is not found by strangers of another organisation', async () => {
    const { id } = await buildServer({ organizationId: (await signedIn()).actor.organizationId })
    await expect(getServer(await signedIn({ role: 'admin' }), id)).rejects.toMatchObject({ code: 'not_found' })
    await expect(getServer(stranger(), id)).rejects.toMatchObject({ code: 'unauthenticated' })
    await expect(getServer(await signedIn(), 'nonsense')).rejects.toMatchObject({ code: 'not_found' })
  })
})

describe('storeServerTools', () => {
  test('replaces the list by the one that came last', async () => {
    const { member, servers } = await buildLibrary(['reachable'])
    const id = servers[0]?.id ?? ''
    const annotations = { readOnlyHint: true }
    await storeServerTools(member, id, [{ name: 'old', description: '', inputSchema: {} }])
    await storeServerTools(member, id, [
      { name: 'new', title: 'New', description: 'd', annotations, inputSchema: { a: 1 } },
    ])
    expect((await getServer(member, id)).tools).toEqual([
      { name: 'new', title: 'New', description: 'd', annotations, inputSchema: { a: 1 } },
    ])
  })
})
