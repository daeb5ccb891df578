import { describe, expect, test } from 'vitest'
import { connectServers } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { modernRequest } from '#tests/support/gateway/modern-request.ts'
import { initialize, post, request, textOf, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { openSession, startCall } from '#tests/support/gateway/running-call.ts'
import { startHoldingServer } from '#tests/support/mcp/holding-server.ts'
import { startModernServer } from '#tests/support/mcp/modern-scripted-server.ts'

const at = gatewayForThisFile()

async function setUp() {
  const server = await startHoldingServer()
  const place = await connectServers(at.gateway, { one: server.origin })
  const { authorization } = place
  const url = `${place.url}/one`
  const say = (message: unknown, headers: Record<string, string> = {}) => post(url, authorization, message, headers)
  return { server, url, authorization, say }
}

describe('initialize', () => {
  test.each([
    ['nobody knows', async () => ({ 'mcp-session-id': 'not-one-of-ours' })],
    [
      'is of another server',
      async () => {
        const other = await setUp()
        return openSession(other.url, other.authorization)
      },
    ],
  ])('opens a new session, also with an old id that %s', async (_what, oldSession) => {
    const { server, say } = await setUp()
    const old = await oldSession()
    const answer = await say(initialize(), old)
    expect(answer.body?.result).toMatchObject({ serverInfo: { name: 'scripted' } })
    expect(server.seen.map(({ headers }) => headers['mcp-session-id'])).toEqual([undefined])
    const mine = { 'mcp-session-id': answer.headers.get('mcp-session-id') ?? '' }
    expect(mine).not.toEqual(old)
    expect(toolsOf(await say(request('tools/list'), mine)).map(({ name }) => name)).toEqual(['wait'])
  })

  test.each(['tools/list', 'tools/call', 'ping'])('is what an unknown session is asked for at %s', async (method) => {
    const { server, say } = await setUp()
    expect((await say(request(method), { 'mcp-session-id': 'not-one-of-ours' })).status).toBe(404)
    expect(server.seen).toEqual([])
  })
})

test('a client of the modern family has no session, whatever id it sends', async () => {
  const server = await startModernServer({ 'tools/list': () => ({ tools: [] }) })
  const { url, authorization } = await connectServers(at.gateway, { one: server.origin })
  const { message, headers } = modernRequest('tools/list')
  const answer = await post(`${url}/one`, authorization, message, { ...headers, 'mcp-session-id': 'of the past' })
  expect(answer.body?.result).toEqual({ tools: [] })
  expect(server.seen.map((seen) => seen.headers['mcp-session-id'])).toEqual([undefined])
})

describe('a client that cancels its call', () => {
  test('has the server told by its own id, in its session, and gets what that says', async () => {
    const { server, url, authorization, say } = await setUp()
    server.hold('tools/call')
    const mine = await openSession(url, authorization)
    const running = startCall({ url, authorization, headers: mine }, toolCall('wait', {}, 77))
    const held = await server.nextHeld()
    const cancel = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: 77 } }
    expect((await say(cancel, mine)).status).toBe(202)
    const told = await server.nextTold(cancel.method)
    expect([told.message.params, told.sessionId]).toEqual([{ requestId: 77 }, held.sessionId])
    held.release()
    expect(textOf(await running.next())).toBe('done')
  })

  test('by closing its connection has the server’s closed', async () => {
    const { server, url, authorization } = await setUp()
    server.hold('tools/call')
    const running = startCall({ url, authorization }, toolCall('wait'))
    const held = await server.nextHeld()
    running.leave()
    await held.left
  })
})
