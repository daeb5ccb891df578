import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { buildAgent, giveToken } from '#tests/support/gateway/agents.ts'
import { connectServers } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { modernRequest } from '#tests/support/gateway/modern-request.ts'
import { initialize, post, request, textOf, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { openSession, type RunningCall, startCall } from '#tests/support/gateway/running-call.ts'
import { startHoldingServer } from '#tests/support/mcp/holding-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

type Json = Record<string, unknown>
type Headers = Record<string, string>

/** Nothing of the server is known yet; what opens a session with it, or lists its tools, can be held. */
async function setUp() {
  const server = await startHoldingServer()
  const place = await connectServers(at.gateway, { one: server.origin })
  const { url, authorization } = place
  const start = (message: unknown, headers: Headers = {}) => startCall({ url, authorization, headers }, message)
  const say = (message: unknown, headers: Headers = {}) => post(url, authorization, message, headers)
  /** By then the gateway has seen what happened to its sockets before. */
  const ping = async () => expect((await say(request('ping'))).body?.result).toEqual({})
  return { ...place, server, start, say, ping }
}

type Place = Awaited<ReturnType<typeof setUp>>

/** One asks and leaves; the others come before that, and after. */
async function leaveFirst({ ping }: Pick<Place, 'ping'>, first: RunningCall, startOther: () => RunningCall) {
  const before = [startOther(), startOther(), startOther()]
  await ping()
  first.leave()
  await ping()
  return [...before, startOther()]
}

const call = toolCall('one__wait')
const modern = modernRequest('tools/call', { name: 'one__wait', arguments: {} })

describe('a session that is being opened', () => {
  const clients: Record<string, (place: Place) => RunningCall> = {
    'older, without a session of its own': ({ start }) => start(call),
    modern: ({ start }) => start(modern.message, modern.headers),
  }

  test.each(Object.entries(clients))('is opened for the others when one leaves: %s', async (_what, startOne) => {
    const place = await setUp()
    const { server } = place
    server.hold('initialize')
    const first = startOne(place)
    const held = await server.nextHeld()
    const others = await leaveFirst(place, first, () => startOne(place))
    held.release()
    for (const other of others) expect(textOf(await other.next())).toBe('done')
    expect(server.opened).toHaveLength(1)
  })

  test('is opened for another call of the session when one is cancelled', async () => {
    const { server, start, say, url, authorization } = await setUp()
    const mine = await openSession(url, authorization)
    server.hold('initialize')
    const first = start(toolCall('one__wait', {}, 'first'), mine)
    const held = await server.nextHeld()
    const second = start(toolCall('one__wait', {}, 'second'), mine)
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 'first' } }
    expect((await say(cancel, mine)).status).toBe(202)
    expect(await first.next()).toBeNull()
    held.release()
    const answer = await second.next()
    expect([answer?.id, textOf(answer)]).toEqual(['second', 'done'])
  })

  test('is there for whoever comes when all that waited have left', async () => {
    const { server, start, say, ping } = await setUp()
    server.hold('initialize')
    const first = start(call)
    const held = await server.nextHeld()
    first.leave()
    await ping()
    held.release()
    server.stopHolding('initialize')
    expect(textOf((await say(call)).body)).toBe('done')
    expect(server.opened).toHaveLength(1)
  })

  test('that cannot be opened is tried anew by whoever comes after all that waited have left', async () => {
    const { server, start, say, ping } = await setUp()
    server.hold('initialize')
    const first = start(call)
    const held = await server.nextHeld()
    first.leave()
    await ping()
    server.stopHolding('initialize')
    const late = start(call)
    held.drop()
    await late.next()
    expect(textOf((await say(call)).body)).toBe('done')
  })

  test('is one for each session of clients, and one does not wait for another', async () => {
    const { server, start, url, authorization } = await setUp()
    const [ada, bob] = [await openSession(url, authorization), await openSession(url, authorization)]
    server.hold('initialize')
    const ofAda = start(call, ada)
    const held = await server.nextHeld()
    server.stopHolding('initialize')
    expect(textOf(await start(call, bob).next())).toBe('done')
    held.release()
    expect(textOf(await ofAda.next())).toBe('done')
    // The list that instructions are read from has a conversation of its own.
    expect(new Set(server.opened).size).toBe(3)
  })
})

describe('a list that is being fetched', () => {
  const lister = modernRequest('tools/list')
  const clients: Record<string, [message: Json, headers: Headers]> = {
    older: [request('tools/list'), {}],
    modern: [lister.message, lister.headers],
  }
  const names = (answer: Json | null) =>
    toolsOf({ body: answer, status: 200, headers: new Headers(), text: '' }).map(({ name }) => name)

  describe.each(['initialize', 'tools/list'])('at its %s', (method) => {
    test.each(Object.entries(clients))('is fetched for the others when one leaves: %s', async (_what, message) => {
      const place = await setUp()
      place.server.hold(method)
      const first = place.start(...message)
      const held = await place.server.nextHeld()
      const others = await leaveFirst(place, first, () => place.start(...message))
      held.release()
      for (const other of others) expect(names(await other.next())).toEqual(['one__wait'])
    })

    test('is fetched for the others when one leaves that only opens its session', async () => {
      const place = await setUp()
      place.server.hold(method)
      const first = place.start(initialize())
      const held = await place.server.nextHeld()
      const others = await leaveFirst(place, first, () => place.start(request('tools/list')))
      held.release()
      for (const other of others) expect(names(await other.next())).toEqual(['one__wait'])
    })
  })

  test('is there for whoever comes when all that waited have left', async () => {
    const { server, start, say, ping } = await setUp()
    server.hold('tools/list')
    const first = start(request('tools/list'))
    const held = await server.nextHeld()
    first.leave()
    await ping()
    held.release()
    server.stopHolding('tools/list')
    expect(toolsOf(await say(request('tools/list'))).map(({ name }) => name)).toEqual(['one__wait'])
    expect(server.opened).toHaveLength(1)
  })

  test('that fails when nobody waits any more is fetched anew', async () => {
    const { server, start, say, ping } = await setUp()
    server.hold('tools/list')
    const first = start(request('tools/list'))
    const held = await server.nextHeld()
    first.leave()
    await ping()
    server.stopHolding('tools/list')
    held.drop()
    await say(request('tools/list'))
    expect(toolsOf(await say(request('tools/list'))).map(({ name }) => name)).toEqual(['one__wait'])
  })

  test('is fetched for those who share its values when the key that asked first is revoked', async () => {
    const server = await startHoldingServer()
    const { project } = await buildProject()
    const { id: serverId } = await buildServer({
      organizationId: project.organizationId,
      url: `${server.origin}/mcp`,
    })
    const connection = await buildConnection({ project, serverId, slug: 'one', credentialMode: 'shared' })
    const [ada, bob] = [await buildAgent(project), await buildAgent(project)]
    await giveToken(connection, ada.personId, newSecret(), { mode: 'shared' })
    const start = ({ authorization }: typeof ada) =>
      startCall({ url: `${at.gateway.url}/mcp/${project.slug}`, authorization }, request('tools/list'))
    server.hold('tools/list')
    const ofAda = start(ada)
    const held = await server.nextHeld()
    const ofBob = start(bob)
    await database().agentKey.update({ where: { id: ada.key.id }, data: { revokedAt: new Date() } })
    publish({ kind: 'key.changed', keyId: ada.key.id })
    expect((await ofAda.response).status).toBe(401)
    held.release()
    expect(names(await ofBob.next())).toEqual(['one__wait'])
    expect(server.opened).toHaveLength(1)
  })
})
