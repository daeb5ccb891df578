import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { poolConnections, streamsPerKeyMax } from '#lib/gateway/limits.ts'
import { createDirectory } from '#lib/gateway/memory/directory.ts'
import { createUpstreamCache } from '#lib/gateway/memory/upstream.ts'
import type { KeyPrincipal } from '#lib/projects/verify-key.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent, giveToken } from '#tests/support/gateway/agents.ts'
import { initialize, post, toolCall } from '#tests/support/gateway/raw-client.ts'
import { type StartedGateway, startGateway } from '#tests/support/gateway/start-gateway.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

type Message = { id?: unknown; method: string }

/** A legacy server that gives every session an id of its own, never forgets one, and keeps every GET open. */
async function startSessionServer() {
  const ears: ServerResponse[] = []
  let sessions = 0
  const server = await listen((req, res, body) => {
    if (req.method === 'GET') {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders()
      return void ears.push(res)
    }
    const { id, method }: Message = JSON.parse(body || '{}')
    if (id === undefined) return void res.writeHead(202).end()
    if (method !== 'initialize') return sendJson(res, 200, { jsonrpc: '2.0', id, result: { content: [] } })
    const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } }
    sendJson(res, 200, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': `session-${++sessions}` })
  })
  return { ...server, url: `${server.origin}/mcp`, ears }
}

async function setUp(mode: 'per_person' | 'shared' = 'per_person') {
  const upstream = await startSessionServer()
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: upstream.url, slug: 'tools', credentialMode: mode })
  const agent = await buildAgent(project)
  const credentialId = await giveToken(connection, agent.personId, 'first-token', { mode })
  return { upstream, project, connection, credentialId, agent, url: `${gateway.url}/mcp/${project.slug}` }
}

describe('after a change', () => {
  test('a replaced token is never sent with the session that the old one opened', async () => {
    const { upstream, connection, credentialId, agent, url } = await setUp()
    const opened = await post(url, agent.authorization, initialize())
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
    await post(url, agent.authorization, toolCall('tools__search'), session)
    await giveToken(connection, agent.personId, 'second-token')
    publish({ kind: 'credential.changed', connectionId: connection.id, credentialId })
    await post(url, agent.authorization, toolCall('tools__search'), session)
    const calls = upstream.seen.filter(({ body }) => body.includes('tools/call'))
    expect(calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer first-token', 'Bearer second-token'])
    const sessions = calls.map(({ headers }) => headers['mcp-session-id'])
    expect(new Set(sessions).size).toBe(2)
    expect(sessions).not.toContain(undefined)
  })
})

test('open streams of some do not hold up the calls and streams of others, who share a set with them', async () => {
  const { project, url } = await setUp('shared')
  const leaving = new AbortController()
  const agents = [await buildAgent(project), await buildAgent(project), await buildAgent(project)]
  expect(agents.length * streamsPerKeyMax).toBeGreaterThan(poolConnections)
  const streams = agents.flatMap(({ authorization }) =>
    Array.from({ length: streamsPerKeyMax }, () => {
      return fetch(`${url}/tools`, { headers: { authorization, accept: 'text/event-stream' }, signal: leaving.signal })
    }),
  )
  expect(new Set((await Promise.all(streams)).map(({ status }) => status))).toEqual(new Set([200]))
  const other = await buildAgent(project)
  const answer = await post(`${url}/tools`, other.authorization, toolCall('search'))
  expect(answer.body).toMatchObject({ result: { content: [] } })
  leaving.abort()
  await Promise.allSettled(streams)
})

describe('a server that gets another address', () => {
  async function cacheOf() {
    const { project, connection, agent } = await setUp()
    const [directory, upstreams] = [createDirectory(), createUpstreamCache()]
    const principal = { personId: agent.personId, proof: 'signed_in' } as KeyPrincipal
    const known = (await directory.read(project.id))?.connections[0]
    if (!known) throw new Error('The project has a connection.')
    const close = () => [directory, upstreams].forEach((cache) => void cache.close())
    return { connection, agent, known, upstreams, principal, close }
  }
  const moved = new URL('https://elsewhere.example/mcp')

  test('does not get what is remembered of the values given for the old one', async () => {
    const { known, upstreams, principal, close } = await cacheOf()
    expect(await upstreams.resolve(known, principal)).toMatchObject({ ok: true })
    await database().credential.deleteMany({ where: { connectionId: known.id } })
    // What another replica did comes without a notice.
    expect(await upstreams.resolve({ ...known, url: moved }, principal)).toEqual({ ok: false, reason: 'missing' })
    close()
  })

  test('leaves the old one without the values given for the new one', async () => {
    const { known, upstreams, principal, close } = await cacheOf()
    await database().server.update({ where: { id: known.serverId }, data: { url: moved.href } })
    expect(await upstreams.resolve(known, principal)).toEqual({ ok: false, reason: 'missing' })
    close()
  })
})
