import { describe, expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent, giveToken } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post, request, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { fingerprint } from '#tests/support/mcp/whoami-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

type Message = { id?: unknown; method: string }

/** A server that lets everyone use every session, and names its one tool after whoever asks: only Jetway keeps them apart. */
async function startCarelessServer() {
  const heard: { port: number; token: string }[] = []
  const server = await listen((req, res, body) => {
    const token = String(req.headers.authorization).replace('Bearer ', '')
    heard.push({ port: req.socket.remotePort ?? 0, token })
    const { id, method }: Message = JSON.parse(body || '{"method":""}')
    if (id === undefined) return void res.writeHead(202).end()
    const results: Record<string, unknown> = {
      initialize: { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } },
      'tools/list': { tools: [{ name: fingerprint(token), inputSchema: { type: 'object' } }] },
    }
    const result = results[method] ?? { content: [] }
    sendJson(res, 200, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': 'session-of-somebody' })
  })
  return { ...server, heard, url: `${server.origin}/mcp` }
}

/** Two members of a project, each with a token of their own unless they share one set. */
async function setUp(mode: 'per_person' | 'shared' = 'per_person') {
  const upstream = await startCarelessServer()
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: upstream.url, slug: 'tools', credentialMode: mode })
  const tokens = { mia: newSecret(), ben: newSecret() }
  const mia = await buildAgent(project)
  const ben = await buildAgent(project)
  await giveToken(connection, mia.personId, tokens.mia, { mode })
  if (mode === 'per_person') await giveToken(connection, ben.personId, tokens.ben)
  return { upstream, project, mia, ben, tokens, all: `${at.gateway.url}/mcp/${project.slug}` }
}

async function openSession(url: string, authorization: string) {
  const opened = await post(url, authorization, initialize())
  return { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
}

test('no socket to a server carries the requests of two people', async () => {
  const { upstream, mia, ben, all } = await setUp()
  for (const { authorization } of [mia, ben, mia, ben]) {
    await post(`${all}/tools`, authorization, toolCall('search'))
    await post(all, authorization, toolCall('tools__search'))
  }
  const tokensByPort = Map.groupBy(upstream.heard, ({ port }) => port)
  for (const heard of tokensByPort.values()) expect(new Set(heard.map(({ token }) => token)).size).toBe(1)
  expect(new Set(upstream.heard.map(({ token }) => token)).size).toBe(2)
})

test('nobody gets the tools that a server lists for another', async () => {
  const { mia, ben, tokens, all } = await setUp()
  const listed = async (url: string, authorization: string) =>
    toolsOf(await post(url, authorization, request('tools/list'))).map(({ name }) => name)
  expect(await listed(all, mia.authorization)).toEqual([`tools__${fingerprint(tokens.mia)}`])
  expect(await listed(all, ben.authorization)).toEqual([`tools__${fingerprint(tokens.ben)}`])
  expect(await listed(`${all}/tools`, mia.authorization)).toEqual([fingerprint(tokens.mia)])
  expect(await listed(`${all}/tools`, ben.authorization)).toEqual([fingerprint(tokens.ben)])
})

describe('a session id of the transparent endpoint', () => {
  test.each(['per_person', 'shared'] as const)('opens nothing for another person (%s)', async (mode) => {
    const { upstream, mia, ben, all } = await setUp(mode)
    const session = await openSession(`${all}/tools`, mia.authorization)
    expect((await post(`${all}/tools`, mia.authorization, toolCall('search'), session)).status).toBe(200)
    const before = upstream.heard.length
    const stolen = await post(`${all}/tools`, ben.authorization, toolCall('search'), session)
    expect(stolen.status).toBe(404)
    expect(upstream.heard).toHaveLength(before)
  })

  test('opens nothing at another connection, nor at the aggregated endpoint', async () => {
    const { upstream, project, mia, all } = await setUp()
    const other = await buildConnection({ project, url: upstream.url, slug: 'other' })
    await giveToken(other, mia.personId, newSecret())
    const session = await openSession(`${all}/tools`, mia.authorization)
    const before = upstream.heard.length
    for (const url of [`${all}/other`, all])
      expect((await post(url, mia.authorization, request('tools/list'), session)).status).toBe(404)
    expect(upstream.heard).toHaveLength(before)
  })

  test('opens nothing when a character of it was changed', async () => {
    const { upstream, mia, all } = await setUp()
    const { 'mcp-session-id': id } = await openSession(`${all}/tools`, mia.authorization)
    const before = upstream.heard.length
    const forged = [
      `${id}x`,
      id.replace(/^./, (first) => (first === 'W' ? 'X' : 'W')),
      id.slice(0, -8),
      `${id}=`,
      'session-of-somebody',
    ]
    for (const each of forged) {
      const answer = await post(`${all}/tools`, mia.authorization, toolCall('search'), { 'mcp-session-id': each })
      expect(answer.status).toBe(404)
    }
    expect(upstream.heard).toHaveLength(before)
  })
})
