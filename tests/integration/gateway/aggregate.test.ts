import { describe, expect, test, vi } from 'vitest'
import { flushCalls } from '#lib/activity/record-calls.ts'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { buildConnection } from '#tests/support/factories/projects.ts'
import { buildAgent, giveToken } from '#tests/support/gateway/agents.ts'
import { buildBothFamilies } from '#tests/support/gateway/both-families.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post, request, textOf, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { listen } from '#tests/support/mcp/listen.ts'
import { fingerprint } from '#tests/support/mcp/whoami-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}

function modern(method: string, params: Record<string, unknown> = {}, id: string | number = 1) {
  const headers: Record<string, string> = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': method }
  if (typeof params.name === 'string') headers['mcp-name'] = params.name
  return { message: request(method, { ...params, _meta: modernMeta }, id), headers }
}

const setUp = () => buildBothFamilies(at)

async function openSession(url: string, authorization: string) {
  const opened = await post(url, authorization, initialize())
  return { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
}

describe('the aggregated endpoint', () => {
  test('lists the tools of all connections under their slugs', async () => {
    const { url, agent } = await setUp()
    const session = await openSession(url, agent.authorization)
    const names = toolsOf(await post(url, agent.authorization, request('tools/list'), session)).map(({ name }) => name)
    expect(names).toHaveLength(16)
    expect(names).toEqual(expect.arrayContaining(['intercom__search', 'whoami__whoami']))
  })

  test('calls a tool of a legacy and of a modern server, for a legacy client', async () => {
    const { url, agent, token } = await setUp()
    const session = await openSession(url, agent.authorization)
    const search = toolCall('intercom__search', { query: 'object_type:conversations limit:1' }, 'a')
    const found = await post(url, agent.authorization, search, session)
    expect(found.body?.id).toBe('a')
    expect(textOf(found.body)).toContain('total_in_page')
    const who = await post(url, agent.authorization, toolCall('whoami__whoami', {}, 7), session)
    expect(who.body?.id).toBe(7)
    expect(textOf(who.body)).toBe(`whoami for ${fingerprint(token)}`)
  })

  test('speaks 2026-07-28 to its clients, with servers of both families behind it', async () => {
    const { url, agent, token } = await setUp()
    const ask = (method: string, params = {}, id: string | number = 1) => {
      const { message, headers } = modern(method, params, id)
      return post(url, agent.authorization, message, headers)
    }
    expect((await ask('server/discover')).body?.result).toMatchObject({
      supportedVersions: ['2026-07-28'],
      resultType: 'complete',
      cacheScope: 'private',
    })
    expect(toolsOf(await ask('tools/list'))).toHaveLength(16)
    const call = await ask(
      'tools/call',
      { name: 'intercom__search', arguments: { query: 'object_type:contacts limit:1' } },
      'mine',
    )
    expect(call.body?.id).toBe('mine')
    expect(textOf(call.body)).toContain('contact_')
    expect(textOf((await ask('tools/call', { name: 'whoami__whoami', arguments: {} })).body)).toContain(
      fingerprint(token),
    )
  })

  test('keeps one upstream session for a client session and opens a lost one anew', async () => {
    const { url, agent } = await setUp()
    const session = await openSession(url, agent.authorization)
    const search = toolCall('intercom__search', { query: 'object_type:contacts limit:1' })
    const opened = () => at.intercom.calls.filter(({ method }) => method === 'initialize').length
    const before = opened()
    await post(url, agent.authorization, search, session)
    await post(url, agent.authorization, search, session)
    expect(opened()).toBe(before + 1)
    at.intercom.endSessions()
    expect(textOf((await post(url, agent.authorization, search, session)).body)).toContain('contact_')
    expect(opened()).toBe(before + 2)
  })

  test('answers `/mcp` by the key alone', async () => {
    const { agent } = await setUp()
    const opened = await post(`${at.gateway.url}/mcp`, agent.authorization, initialize())
    expect(opened.body?.result).toMatchObject({ serverInfo: { name: 'jetway' } })
  })

  test('a session id is worth nothing with another key', async () => {
    const { url, agent, project } = await setUp()
    const session = await openSession(url, agent.authorization)
    const other = await buildAgent(project)
    expect((await post(url, other.authorization, request('tools/list'), session)).status).toBe(404)
  })

  test('a replaced token does not go on with the session of the old one', async () => {
    const { url, agent, legacy } = await setUp()
    const session = await openSession(url, agent.authorization)
    const search = toolCall('intercom__search', { query: 'object_type:contacts limit:1' })
    expect(textOf((await post(url, agent.authorization, search, session)).body)).toContain('acme')
    const credentialId = await giveToken(legacy, agent.personId, at.intercom.tokens.globex)
    publish({ kind: 'credential.changed', connectionId: legacy.id, credentialId })
    expect(textOf((await post(url, agent.authorization, search, session)).body)).toContain('globex')
  })

  test('notes each call without its arguments or its result', async () => {
    await flushCalls(database())
    const { url, agent, project } = await setUp()
    const session = await openSession(url, agent.authorization)
    await post(url, agent.authorization, toolCall('whoami__whoami', { planted: 'needle-in-arguments' }), session)
    await post(url, agent.authorization, toolCall('intercom__search', { query: 'nonsense' }), session)
    // Notes are written behind the answers, so they may come a moment later.
    const noted = async () => {
      await flushCalls(database())
      const rows = await database().callRecord.findMany({ where: { projectId: project.id }, orderBy: { at: 'asc' } })
      return rows.length === 2 && rows
    }
    const calls = await vi.waitUntil(noted, { timeout: 20_000 })
    expect(calls.map(({ tool, outcome, connectionSlug }) => [connectionSlug, tool, outcome])).toEqual([
      ['whoami', 'whoami', 'ok'],
      ['intercom', 'search', 'tool_error'],
    ])
    expect(JSON.stringify(calls)).not.toContain('needle')
  })
})

describe('one connection in trouble', () => {
  test('does not hurt the others’ list when it breaks or is gone', async () => {
    const { url, agent, project } = await setUp()
    const broken = await listen((_req, res) => void res.writeHead(500).end('<html>'))
    const gone = await listen((req) => void req.socket.destroy())
    for (const [slug, { origin }] of Object.entries({ broken, gone })) {
      const connection = await buildConnection({ project, url: `${origin}/mcp`, slug })
      await giveToken(connection, agent.personId, newSecret())
    }
    const session = await openSession(url, agent.authorization)
    const listed = toolsOf(await post(url, agent.authorization, request('tools/list'), session)).map(({ name }) => name)
    expect(listed.filter((name) => name !== 'jetway__status')).toHaveLength(16)
    const status = textOf((await post(url, agent.authorization, toolCall('jetway__status'), session)).body)
    expect(status).toContain('(broken): ')
    expect(status).toContain('does not answer at the moment')
    const call = await post(url, agent.authorization, toolCall('gone__anything'), session)
    expect(call.body?.error).toMatchObject({ code: -31502, message: expect.stringContaining('does not answer') })
  })

  test('shows no tools of one that nobody signed in to, and says where to; a call leads there too', async () => {
    const { url, agent, project } = await setUp()
    const connection = await buildConnection({ project, url: at.intercom.euUrl, slug: 'eu' })
    await database().serverTool.create({
      data: { serverId: connection.serverId, name: 'search', inputSchema: { type: 'object' } },
    })
    const session = await openSession(url, agent.authorization)
    const names = toolsOf(await post(url, agent.authorization, request('tools/list'), session)).map(({ name }) => name)
    expect(names).toContain('jetway__status')
    expect(names).not.toContain('eu__search')
    const status = await post(url, agent.authorization, toolCall('jetway__status'), session)
    expect(textOf(status.body)).toContain(`/connect/${project.slug}/eu`)
    const answer = await post(url, agent.authorization, toolCall('eu__search'), session)
    expect(textOf(answer.body)).toContain(`/connect/${project.slug}/eu`)
  })

  test('tells the model at the start what is not connected yet', async () => {
    const { url, agent, project } = await setUp()
    await buildConnection({ project, url: at.intercom.euUrl, slug: 'eu' })
    const opened = await post(url, agent.authorization, initialize())
    expect(JSON.stringify(opened.body?.result)).toContain(`/connect/${project.slug}/eu`)
  })

  test('leaves out the tools of a paused one, and of those not chosen', async () => {
    const { url, agent, legacy, modern: current } = await setUp()
    await database().connection.update({ where: { id: legacy.id }, data: { state: 'paused' } })
    await database().connection.update({
      where: { id: current.id },
      data: { toolPolicy: 'chosen', tools: { create: { name: 'whoami' } } },
    })
    publish({ kind: 'connection.changed', connectionId: legacy.id, projectId: legacy.projectId })
    const session = await openSession(url, agent.authorization)
    const names = toolsOf(await post(url, agent.authorization, request('tools/list'), session)).map(({ name }) => name)
    expect(names).toEqual(['jetway__status', 'whoami__whoami'])
    const status = await post(url, agent.authorization, toolCall('jetway__status'), session)
    expect(textOf(status.body)).toContain('Paused in this project.')
    const hidden = await post(url, agent.authorization, toolCall('whoami__secret_tool'), session)
    expect(hidden.body?.error).toEqual({ code: -32602, message: 'Unknown tool: whoami__secret_tool' })
  })
})
