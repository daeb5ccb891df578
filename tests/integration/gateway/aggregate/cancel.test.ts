import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import pg from 'pg'
import { describe, expect, inject, onTestFinished, test } from 'vitest'
import { poolOf } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'
import { joinReplicas } from '#lib/events/replicas.ts'
import { connectServers } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { modernRequest } from '#tests/support/gateway/modern-request.ts'
import { post, textOf, toolCall } from '#tests/support/gateway/raw-client.ts'
import { openSession, startCall } from '#tests/support/gateway/running-call.ts'
import { startReplica } from '#tests/support/gateway/start-replica.ts'
import { startHoldingServer } from '#tests/support/mcp/holding-server.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { opened } from '#tests/support/mcp/scripted-server.ts'

const at = gatewayForThisFile()
const cancelledMethod = 'notifications/cancelled'

function cancel(requestId: unknown) {
  return { jsonrpc: '2.0', method: cancelledMethod, params: { requestId, reason: 'never mind' } }
}

async function setUp() {
  const server = await startHoldingServer()
  server.hold('tools/call')
  const place = await connectServers(at.gateway, { one: server.origin })
  const { url, authorization } = place
  const session = () => openSession(url, authorization)
  const call = (headers: Record<string, string>, id: string | number = 1) =>
    startCall({ url, authorization, headers }, toolCall('one__wait', {}, id))
  const say = (message: unknown, headers: Record<string, string> = {}) => post(url, authorization, message, headers)
  return { ...place, server, session, call, say }
}

describe('a client that cancels its call', () => {
  test.each([1, 'a "text"', 0])('has the server told under the server’s own id, and the call ends: %j', async (id) => {
    const { server, session, call, say } = await setUp()
    const mine = await session()
    const running = call(mine, id)
    const held = await server.nextHeld()
    expect((await say(cancel(id), mine)).status).toBe(202)
    const { message, sessionId } = await server.nextTold(cancelledMethod)
    expect(message.params).toMatchObject({ requestId: held.message.id })
    expect(sessionId).toBe(held.sessionId)
    await held.left
    expect(await running.next()).toBeNull()
    expect(server.told(cancelledMethod)).toHaveLength(1)
  })

  test('does so while the server streams its answer', async () => {
    const streaming = Promise.withResolvers<number>()
    const told = Promise.withResolvers<unknown>()
    const server = await listen((req, res, body) => {
      if (req.method !== 'POST') return void res.writeHead(405).end()
      const { id, method, params } = JSON.parse(body)
      if (method === cancelledMethod) told.resolve(params.requestId)
      if (id === undefined) return void res.writeHead(202).end()
      if (method === 'initialize') return sendJson(res, 200, { jsonrpc: '2.0', id, result: opened })
      if (method === 'tools/list') return sendJson(res, 200, { jsonrpc: '2.0', id, result: { tools: [] } })
      res.writeHead(200, { 'content-type': 'text/event-stream' })
      res.write('data: {"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":1}}\n\n')
      streaming.resolve(id)
    })
    const { url, authorization } = await connectServers(at.gateway, { one: server.origin })
    const mine = await openSession(url, authorization)
    const running = startCall({ url, authorization, headers: mine }, toolCall('one__wait', {}, 4))
    expect(await running.next()).toMatchObject({ method: 'notifications/message' })
    await post(url, authorization, cancel(4), mine)
    expect(await told.promise).toBe(await streaming.promise)
    expect(await running.next()).toBeNull()
  })

  test('does so by the official client', async () => {
    const { server, url, authorization } = await setUp()
    const client = new Client({ name: 'v1', version: '1' })
    await client.connect(
      new StreamableHTTPClientTransport(new URL(url), { requestInit: { headers: { authorization } } }),
    )
    onTestFinished(() => client.close())
    const leaving = new AbortController()
    const called = client.callTool({ name: 'one__wait', arguments: {} }, undefined, { signal: leaving.signal })
    called.catch(() => undefined)
    const held = await server.nextHeld()
    leaving.abort()
    const { message } = await server.nextTold(cancelledMethod)
    expect(message.params).toMatchObject({ requestId: held.message.id })
    await expect(called).rejects.toThrow()
    server.stopHolding('tools/call')
    expect(await client.callTool({ name: 'one__wait', arguments: {} })).toMatchObject({ content: [{ text: 'done' }] })
  })

  test('does so at another replica', async () => {
    const { server, session, call, project, authorization } = await setUp()
    const other = await startReplica()
    const mine = await session()
    const running = call(mine)
    const held = await server.nextHeld()
    await post(`${other.url}/mcp/${project.slug}`, authorization, cancel(1), mine)
    expect((await server.nextTold(cancelledMethod)).message.params).toMatchObject({ requestId: held.message.id })
    expect(await running.next()).toBeNull()
  })

  test('has it told once where the server had lost the session before', async () => {
    const server = await startHoldingServer()
    server.loseSession()
    server.hold('tools/call')
    const { url, authorization } = await connectServers(at.gateway, { one: server.origin })
    const mine = await openSession(url, authorization)
    const running = startCall({ url, authorization, headers: mine }, toolCall('one__wait', {}, 'a'))
    const held = await server.nextHeld()
    await post(url, authorization, cancel('a'), mine)
    expect(await running.next()).toBeNull()
    await held.left
    const told = [await server.nextTold(cancelledMethod)]
    server.stopHolding('tools/call')
    await post(url, authorization, toolCall('one__wait', {}, 'b'), mine)
    told.push(...server.told(cancelledMethod).slice(1))
    expect(told.map(({ message, sessionId }) => [message.params?.requestId, sessionId])).toEqual([
      [held.message.id, held.sessionId],
    ])
  })

  test('while its session with the server is being opened has nothing called', async () => {
    const { server, session, call, say } = await setUp()
    const mine = await session()
    server.hold('initialize')
    const running = call(mine)
    const held = await server.nextHeld()
    await say(cancel(1), mine)
    expect(await running.next()).toBeNull()
    held.release()
    server.stopHolding('initialize')
    server.stopHolding('tools/call')
    const again = await say(toolCall('one__wait', {}, 2), mine)
    expect(textOf(again.body)).toBe('done')
    expect(server.seen.filter(({ body }) => body.includes('tools/call'))).toHaveLength(1)
    expect(server.told(cancelledMethod)).toEqual([])
  })
})

describe('somebody else’s call', () => {
  type Place = Awaited<ReturnType<typeof setUp>>
  /** What is tried to end a call with the id 1 that is not its own. */
  const strangers: Record<string, (place: Place, mine: Record<string, string>) => Promise<unknown>> = {
    'of the same id in another session': async ({ session, say }) => say(cancel(1), await session()),
    'of a client without a session': ({ say }) => say(cancel(1)),
    'that has the id as a text': ({ say }, mine) => say(cancel('1'), mine),
    'without an id': ({ say }, mine) => say({ jsonrpc: '2.0', method: cancelledMethod, params: {} }, mine),
  }

  test.each(Object.entries(strangers))('goes on when one is cancelled %s', async (_what, tryTo) => {
    const place = await setUp()
    const { server, session, call } = place
    const mine = await session()
    const running = call(mine)
    const held = await server.nextHeld()
    await tryTo(place, mine)
    held.release()
    expect(textOf(await running.next())).toBe('done')
    expect(server.told(cancelledMethod)).toEqual([])
  })

  test('goes on when a call of the same id beside it is cancelled', async () => {
    const { server, session, call, say } = await setUp()
    const [ada, bob] = [await session(), await session()]
    const ofAda = call(ada)
    const heldOfAda = await server.nextHeld()
    const ofBob = call(bob)
    const heldOfBob = await server.nextHeld()
    await say(cancel(1), ada)
    expect((await server.nextTold(cancelledMethod)).message.params).toMatchObject({ requestId: heldOfAda.message.id })
    expect(await ofAda.next()).toBeNull()
    heldOfBob.release()
    expect(textOf(await ofBob.next())).toBe('done')
    expect(server.told(cancelledMethod)).toHaveLength(1)
  })

  test('goes on when clients without a session cancel, also their own', async () => {
    const { server, call, say } = await setUp()
    const running = call({})
    const held = await server.nextHeld()
    expect((await say(cancel(1))).status).toBe(202)
    held.release()
    expect(textOf(await running.next())).toBe('done')
    expect(server.told(cancelledMethod)).toEqual([])
  })
})

describe('a client of the modern family', () => {
  test('cancels by closing its stream: an older server is told', async () => {
    const { server, url, authorization } = await setUp()
    const { message, headers } = modernRequest('tools/call', { name: 'one__wait', arguments: {} })
    const running = startCall({ url, authorization, headers }, message)
    const held = await server.nextHeld()
    running.leave()
    const told = await server.nextTold(cancelledMethod)
    expect(told.message.params).toMatchObject({ requestId: held.message.id })
    expect(told.sessionId).toBe(held.sessionId)
    await held.left
  })

  test('has nobody told when its call is answered', async () => {
    const { server, url, authorization } = await setUp()
    server.stopHolding('tools/call')
    const { message, headers } = modernRequest('tools/call', { name: 'one__wait', arguments: {} })
    for (const _ of [1, 2, 3]) expect(textOf((await post(url, authorization, message, headers)).body)).toBe('done')
    expect(server.told(cancelledMethod)).toEqual([])
  })

  test('leaves the call of another with the same id alone', async () => {
    const { server, url, authorization } = await setUp()
    const { message, headers } = modernRequest('tools/call', { name: 'one__wait', arguments: {} })
    const leaving = startCall({ url, authorization, headers }, message)
    const left = await server.nextHeld()
    const staying = startCall({ url, authorization, headers }, message)
    const held = await server.nextHeld()
    leaving.leave()
    expect((await server.nextTold(cancelledMethod)).message.params).toMatchObject({ requestId: left.message.id })
    held.release()
    expect(textOf(await staying.next())).toBe('done')
  })
})

describe.runIf(inject('postgres'))('replicas on one Postgres', () => {
  test('tell each other what is cancelled', async () => {
    const { server, session, call, say } = await setUp()
    const other = new pg.Client(poolOf(env().databaseUrl))
    await other.connect()
    onTestFinished(() => other.end())
    const heard = new Promise<string>((resolve) => other.on('notification', ({ payload }) => resolve(payload ?? '')))
    await other.query('listen jetway_notices')
    const replica = await joinReplicas(env().databaseUrl)
    onTestFinished(() => replica.close())

    const mine = await session()
    const running = call(mine, 'here')
    const held = await server.nextHeld()
    await say(cancel('not here'), mine)
    const { notice } = JSON.parse(await heard)
    expect(notice).toMatchObject({ kind: 'call.cancelled', requestId: '"not here"' })
    const theirs = { from: 'another replica', notice: { ...notice, requestId: '"here"' } }
    await other.query('select pg_notify($1, $2)', ['jetway_notices', JSON.stringify(theirs)])
    expect((await server.nextTold(cancelledMethod)).message.params).toMatchObject({ requestId: held.message.id })
    expect(await running.next()).toBeNull()
  })
})
