import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { clearEnded } from '#lib/process/upkeep.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { buildBothFamilies } from '#tests/support/gateway/both-families.ts'
import { connectServers, nameOf } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { modernRequest } from '#tests/support/gateway/modern-request.ts'
import { initialize, post, request, textOf, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { openSession, startCall } from '#tests/support/gateway/running-call.ts'
import { startReplica } from '#tests/support/gateway/start-replica.ts'
import { startHoldingServer } from '#tests/support/mcp/holding-server.ts'
import { startModernServer } from '#tests/support/mcp/modern-scripted-server.ts'
import { opened, startScriptedServer } from '#tests/support/mcp/scripted-server.ts'

const at = gatewayForThisFile()

/** Two older servers with sessions of their own. */
async function setUp() {
  const [one, two] = [await startHoldingServer(), await startHoldingServer()]
  const place = await connectServers(at.gateway, { one: one.origin, two: two.origin })
  const { url, authorization } = place
  const say = (message: unknown, headers: Record<string, string> = {}) => post(url, authorization, message, headers)
  const end = (headers: Record<string, string>, from = url) =>
    fetch(from, { method: 'DELETE', headers: { authorization, ...headers } })
  const session = () => openSession(url, authorization)
  /** The server's session that a call of this client goes by. */
  const calledIn = async (slug: 'one' | 'two', headers: Record<string, string>) => {
    const server = slug === 'one' ? one : two
    expect(textOf((await say(toolCall(`${slug}__wait`), headers)).body)).toBe('done')
    return String(server.seen.findLast(({ body }) => body.includes('tools/call'))?.headers['mcp-session-id'])
  }
  return { ...place, one, two, say, end, session, calledIn }
}

describe('initialize', () => {
  test.each([
    ['nobody knows', 'not-one-of-ours'],
    ['was ended', null],
  ])('opens a new session, also with an old id that %s', async (_what, given) => {
    const { say, end, session } = await setUp()
    const old = given === null ? await session() : { 'mcp-session-id': given }
    if (given === null) await end(old)
    const answer = await say(initialize(), old)
    const id = answer.headers.get('mcp-session-id') ?? ''
    expect(answer.body?.result).toMatchObject({ serverInfo: { name: 'jetway' } })
    expect(id).not.toBe(old['mcp-session-id'])
    const listed = await say(request('tools/list'), { 'mcp-session-id': id })
    expect(toolsOf(listed).map(({ name }) => name)).toEqual(['one__wait', 'two__wait'])
  })

  test.each(['tools/list', 'ping', 'tools/call'])('is what an unknown session is asked for at %s', async (method) => {
    const { say } = await setUp()
    expect((await say(request(method), { 'mcp-session-id': 'not-one-of-ours' })).status).toBe(404)
  })
})

describe('a client that says much of itself', () => {
  test.each([
    ['in plain letters', 'x'.repeat(1_900)],
    ['in letters of several bytes', '検'.repeat(1_900)],
    ['in letters that are escaped', '\u0001'.repeat(300)],
    ['in more words than anybody keeps', 'x'.repeat(50_000)],
  ])('has a session like any other: %s', async (_what, text) => {
    const { say, calledIn } = await setUp()
    const answer = await say(initialize({ sampling: {}, experimental: { 'example.test/words': { text } } }))
    const mine = { 'mcp-session-id': answer.headers.get('mcp-session-id') ?? '' }
    expect((await say(request('tools/list'), mine)).status).toBe(200)
    expect(await calledIn('one', mine)).toMatch(/^session-/)
  })
})

describe('a session', () => {
  test('has sessions of its own with each server, and keeps them', async () => {
    const { session, calledIn } = await setUp()
    const [ada, bob] = [await session(), await session()]
    const ids: string[] = []
    for (const client of [ada, bob]) for (const slug of ['one', 'two'] as const) ids.push(await calledIn(slug, client))
    expect(new Set(ids).size).toBe(4)
    expect(await calledIn('one', ada)).toBe(ids[0])
    expect(await calledIn('two', bob)).toBe(ids[3])
  })

  test('goes on at another replica, in the same sessions with servers', async () => {
    const { session, calledIn, authorization, project, one } = await setUp()
    const mine = await session()
    const id = await calledIn('one', mine)
    const replica = await startReplica()
    await post(`${replica.url}/mcp/${project.slug}`, authorization, toolCall('one__wait'), mine)
    expect(one.seen.findLast(({ body }) => body.includes('tools/call'))?.headers['mcp-session-id']).toBe(id)
  })

  test('is opened at a server by two replicas at once, and both calls are answered', async () => {
    const { session, say, authorization, project, one } = await setUp()
    const mine = await session()
    const replica = await startReplica()
    one.hold('initialize')
    const here = say(toolCall('one__wait'), mine)
    const first = await one.nextHeld()
    const there = post(`${replica.url}/mcp/${project.slug}`, authorization, toolCall('one__wait'), mine)
    const second = await one.nextHeld()
    for (const held of [first, second]) held.release()
    for (const answer of [await here, await there]) expect(textOf(answer.body)).toBe('done')
  })

  test('that goes on being used is kept for longer than a day', async () => {
    const { session, calledIn, connections } = await setUp()
    const mine = await session()
    const opened = await calledIn('one', mine)
    const where = { connectionId: { in: connections.map(({ id }) => id) } }
    const hour = 60 * 60_000
    // As a call 23 hours after it was opened finds it, by a process that remembers nothing.
    await database().upstreamSession.updateMany({ where, data: { lastUsedAt: new Date(Date.now() - 23 * hour) } })
    publish({ kind: 'anything.changed' })
    expect(await calledIn('one', mine)).toBe(opened)
    await clearEnded(database(), new Date(Date.now() + 2 * hour))
    publish({ kind: 'anything.changed' })
    expect(await calledIn('one', mine)).toBe(opened)
  })

  test('that a server has lost is opened anew for all calls that meet it', async () => {
    const { url, agent } = await buildBothFamilies(at)
    const mine = await openSession(url, agent.authorization)
    const search = (id: number) =>
      post(url, agent.authorization, toolCall('intercom__search', { query: 'object_type:contacts limit:1' }, id), mine)
    await search(0)
    at.intercom.endSessions()
    const answers = await Promise.all(Array.from({ length: 12 }, (_, nth) => search(nth)))
    expect(answers.map(({ body }) => body?.id)).toEqual(answers.map((_, nth) => nth))
    for (const { body } of answers) expect(textOf(body)).toContain('contact_')
  })

  test('ends by DELETE here, and at each server by its own id', async () => {
    const { session, calledIn, end, say, one, two } = await setUp()
    const [mine, other] = [await session(), await session()]
    const [inOne, inTwo] = [await calledIn('one', mine), await calledIn('two', mine)]
    const ofOther = await calledIn('one', other)
    expect((await end(mine)).status).toBeLessThan(300)
    await vi.waitUntil(() => one.closed.includes(inOne) && two.closed.includes(inTwo), { timeout: 20_000 })
    expect((await say(request('tools/list'), mine)).status).toBe(404)
    expect(one.closed).not.toContain(ofOther)
    expect(await calledIn('one', other)).toBe(ofOther)
  })

  test('ends by DELETE at another replica too, with all it opened', async () => {
    const { session, calledIn, end, say, project, one } = await setUp()
    const mine = await session()
    const id = await calledIn('one', mine)
    const replica = await startReplica()
    expect((await end(mine, `${replica.url}/mcp/${project.slug}`)).status).toBeLessThan(300)
    await vi.waitUntil(() => one.closed.includes(id), { timeout: 20_000 })
    expect((await say(toolCall('one__wait'), mine)).status).toBe(404)
  })

  test('is ended by the official client', async () => {
    const { url, authorization, one } = await setUp()
    const transport = new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization } } })
    const client = new Client({ name: 'v1', version: '1' })
    await client.connect(transport)
    onTestFinished(() => client.close())
    await client.callTool({ name: 'one__wait', arguments: {} })
    const called = one.seen.findLast(({ body }) => body.includes('tools/call'))
    await transport.terminateSession()
    const id = String(called?.headers['mcp-session-id'])
    await vi.waitUntil(() => one.closed.includes(id), { timeout: 20_000 })
  })

  test('is ended by nobody else', async () => {
    const { session, calledIn, end, project, url, one } = await setUp()
    const mine = await session()
    const id = await calledIn('one', mine)
    const stranger = await buildAgent(project)
    const headers = { authorization: stranger.authorization, ...mine }
    expect((await fetch(url, { method: 'DELETE', headers })).status).toBe(404)
    expect((await end({})).status).toBe(405)
    expect(await calledIn('one', mine)).toBe(id)
    expect(one.closed).not.toContain(id)
  })

  test('ends here where a server does not answer its DELETE', async () => {
    const { session, calledIn, end, one } = await setUp()
    const mine = await session()
    await calledIn('one', mine)
    one.hold('DELETE')
    expect((await end(mine)).status).toBeLessThan(300)
  })
})

describe('the instructions of servers', () => {
  test('are said at the start, each with its source, to clients of both families', async () => {
    const list = { 'tools/list': () => ({ tools: [] }) }
    const kind = { ...opened, instructions: 'Be kind.\nAlways.' }
    const first = await startScriptedServer({ ...list, initialize: () => kind })
    const toolless = await startScriptedServer({ initialize: () => ({ ...kind, capabilities: {} }) })
    const second = await startModernServer({
      ...list,
      'server/discover': () => ({
        resultType: 'complete',
        supportedVersions: ['2026-07-28'],
        capabilities: { tools: {} },
        instructions: 'Be quick.',
        ttlMs: 0,
        cacheScope: 'private',
      }),
    })
    const silent = await startScriptedServer(list)
    const servers = { first, second, silent, toolless }
    const origins = Object.fromEntries(Object.entries(servers).map(([slug, { origin }]) => [slug, origin]))
    const { url, authorization } = await connectServers(at.gateway, origins)
    const older = await post(url, authorization, initialize())
    const { message, headers } = modernRequest('server/discover')
    const newer = await post(url, authorization, message, headers)
    for (const { body } of [older, newer]) {
      const { instructions } = (body?.result ?? {}) as { instructions?: string }
      expect(instructions).toContain(`Instructions of ${nameOf('first')} (first):\nBe kind.\nAlways.`)
      expect(instructions).toContain(`Instructions of ${nameOf('second')} (second):\nBe quick.`)
      expect(instructions).toContain(`Instructions of ${nameOf('toolless')} (toolless):\nBe kind.\nAlways.`)
      expect(instructions).not.toContain(`Instructions of ${nameOf('silent')}`)
    }
  })

  test('are nobody’s who has not given values for their server', async () => {
    const server = await startHoldingServer({ initialize: { ...opened, instructions: 'Be kind.' } })
    const { url, authorization, project } = await connectServers(at.gateway, { one: server.origin })
    expect((await post(url, authorization, initialize())).text).toContain('Be kind.')
    const other = await buildAgent(project)
    const answer = await post(url, other.authorization, initialize())
    expect(answer.text).not.toContain('Be kind.')
    expect(answer.text).toContain(`/connect/${project.slug}/one`)
  })

  test('hold nobody up: a server that is silent is left out', { timeout: 20_000 }, async () => {
    const [one, two] = [
      await startHoldingServer({ initialize: { ...opened, instructions: 'Be kind.' } }),
      await startHoldingServer(),
    ]
    two.hold('initialize')
    const { url, authorization } = await connectServers(at.gateway, { one: one.origin, two: two.origin })
    const answer = await post(url, authorization, initialize())
    expect(answer.text).toContain('Be kind.')
  })
})

/** A stream that is opened and dropped. */
async function listenAndLeave(url: string, headers: Record<string, string>): Promise<void> {
  const controller = new AbortController()
  await fetch(url, { headers: { ...headers, accept: 'text/event-stream' }, signal: controller.signal })
  controller.abort()
}

describe('sessions that nobody ends', () => {
  test('cost later ones nothing: 500 opened and abandoned', { timeout: 120_000 }, async () => {
    const { session, say, calledIn, url, authorization, connections } = await setUp()
    const abandoned: Record<string, string>[] = []
    for (let nth = 0; nth < 50; nth += 1) {
      const tenAtOnce = Array.from({ length: 10 }, async () => {
        const mine = await session()
        const left = startCall({ url, authorization, headers: mine }, toolCall(nth % 2 ? 'one__wait' : 'two__wait'))
        if (nth % 3) left.leave()
        else await left.next()
        if (nth % 5 === 0) await listenAndLeave(url, { authorization, ...mine })
        return mine
      })
      abandoned.push(...(await Promise.all(tenAtOnce)))
    }
    const mine = await session()
    const listed = toolsOf(await say(request('tools/list'), mine)).map(({ name }) => name)
    expect(listed).toEqual(['one__wait', 'two__wait'])
    expect(await calledIn('one', mine)).not.toBe(await calledIn('two', mine))
    const where = { connectionId: { in: connections.map(({ id }) => id) } }
    expect(await database().upstreamSession.count({ where })).toBeLessThanOrEqual(502)

    await clearEnded(database(), new Date(Date.now() + 2 * 24 * 60 * 60_000))
    expect(await database().upstreamSession.count({ where })).toBe(0)
    // Whoever comes back after all goes on.
    expect(await calledIn('two', abandoned[0] ?? {})).toMatch(/^session-/)
  })

  test('have nothing opened at servers by whoever only opens one', async () => {
    const server = await startHoldingServer()
    const { url, authorization } = await connectServers(at.gateway, { one: server.origin })
    for (let nth = 0; nth < 30; nth += 1) await openSession(url, authorization)
    // The one that the list was asked in.
    expect(server.opened).toHaveLength(1)
  })
})
