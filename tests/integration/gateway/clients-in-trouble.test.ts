import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { connectOfficial, officialClients, runInspector } from '#tests/support/gateway/official-clients.ts'

const at = gatewayForThisFile()
const search = { name: 'intercom__search', arguments: { query: 'object_type:contacts limit:1' } }

async function setUp({ token = true, url = at.intercom.url }: { token?: boolean; url?: string } = {}) {
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url, slug: 'intercom' })
  await database().serverTool.create({
    data: { serverId: connection.serverId, name: 'search', inputSchema: { type: 'object' } },
  })
  const agent = await buildAgent(project, token ? [[connection, at.intercom.tokens.acme]] : [])
  const changed = () => publish({ kind: 'connection.changed', connectionId: connection.id, projectId: project.id })
  return { project, connection, agent, changed, all: `${at.gateway.url}/mcp/${project.slug}` }
}

describe.each(officialClients)('%s', (kind) => {
  test('is told where to connect when its person has given nothing yet', async () => {
    const { all, agent, project } = await setUp({ token: false })
    const client = await connectOfficial(kind, all, agent.authorization)
    expect(JSON.stringify(await client.callTool(search))).toContain(`/connect/${project.slug}/intercom`)
    await client.close()
  })

  test('is refused with a revoked key', async () => {
    const { all, agent } = await setUp()
    const client = await connectOfficial(kind, all, agent.authorization)
    await client.callTool(search)
    await database().agentKey.update({ where: { id: agent.key.id }, data: { revokedAt: new Date() } })
    publish({ kind: 'key.changed', keyId: agent.key.id })
    await expect(client.callTool(search)).rejects.toThrow()
    await client.close()
  })

  test('is told that a connection is paused, and goes on when it is resumed', async () => {
    const { all, agent, connection, changed } = await setUp()
    const client = await connectOfficial(kind, all, agent.authorization)
    await database().connection.update({ where: { id: connection.id }, data: { state: 'paused' } })
    changed()
    await expect(client.callTool(search)).rejects.toThrow('paused')
    await database().connection.update({ where: { id: connection.id }, data: { state: 'active' } })
    changed()
    expect(JSON.stringify(await client.callTool(search))).toContain('contact_')
    await client.close()
  })

  test('knows nothing of a tool that is not allowed', async () => {
    const { all, agent, connection, changed } = await setUp()
    const data = { toolPolicy: 'chosen' as const, tools: { create: { name: 'fetch' } } }
    await database().connection.update({ where: { id: connection.id }, data })
    changed()
    const client = await connectOfficial(kind, all, agent.authorization)
    expect((await client.listTools()).tools.map(({ name }) => name)).toEqual(['intercom__fetch'])
    await expect(client.callTool(search)).rejects.toThrow('Unknown tool')
    await client.close()
  })

  test('is told in a sentence that a server is down', async () => {
    const { all, agent } = await setUp({ url: 'http://127.0.0.1:9/mcp' })
    const client = await connectOfficial(kind, all, agent.authorization)
    await expect(client.callTool(search)).rejects.toThrow('does not answer at the moment')
    await client.close()
  })
})

describe('the Inspector’s command line', () => {
  type Scene = Awaited<ReturnType<typeof setUp>>
  const call = [
    '--method',
    'tools/call',
    '--tool-name',
    search.name,
    '--tool-args-json',
    JSON.stringify(search.arguments),
  ]
  const change = async ({ connection, changed }: Scene, data: object) => {
    await database().connection.update({ where: { id: connection.id }, data })
    changed()
  }
  const scenes: Record<string, [words: string, scene: () => Promise<Scene>]> = {
    'nothing given yet': ['tool_not_found', () => setUp({ token: false })],
    'a revoked key': [
      'not valid',
      async () => {
        const scene = await setUp()
        await database().agentKey.update({ where: { id: scene.agent.key.id }, data: { revokedAt: new Date() } })
        return scene
      },
    ],
    'a paused connection, whose tools are gone': [
      'tool_not_found',
      async () => {
        const scene = await setUp()
        await change(scene, { state: 'paused' })
        return scene
      },
    ],
    'a tool that is not allowed': [
      'tool_not_found',
      async () => {
        const scene = await setUp()
        await change(scene, { toolPolicy: 'chosen', tools: { create: { name: 'fetch' } } })
        return scene
      },
    ],
    'a server that is down': ['tool_not_found', () => setUp({ url: 'http://127.0.0.1:9/mcp' })],
  }

  test.concurrent.each([
    ['nothing given yet', '/connect/', { token: false }],
    ['a server that is down', 'does not answer at the moment', { url: 'http://127.0.0.1:9/mcp' }],
  ] as const)('finds out why tools are missing: %s', async (_, words, scene) => {
    const { all, agent } = await setUp(scene)
    const ask = ['--method', 'tools/call', '--tool-name', 'jetway__status']
    const told = await runInspector(all, agent.authorization, ask)
    expect(told).toMatchObject({ ok: true })
    expect(JSON.stringify(told)).toContain(words)
  })

  test.concurrent.each(Object.entries(scenes))('says what it is: %s', async (_, [words, scene]) => {
    const { all, agent } = await scene()
    expect(await runInspector(all, agent.authorization, call)).toEqual({
      ok: false,
      said: expect.stringContaining(words),
    })
  })
})
