import { request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { database } from '#lib/db/database.ts'
import { firstListPatienceMs } from '#lib/gateway/limits.ts'
import { announceTimeoutMs } from '#lib/mcp/limits.ts'
import { waits } from '#lib/projects/connections/schema.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, request, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()
afterEach(() => void vi.restoreAllMocks().useRealTimers())

/** How a server leaves an answer hanging. */
const hangs: Record<string, (res: ServerResponse) => void> = {
  'before its head': () => {},
  'after its head': (res) => res.writeHead(200, { 'content-type': 'application/json' }).flushHeaders(),
  'in the middle of a body': (res) => void res.writeHead(200, { 'content-type': 'application/json' }).write('{"json'),
  'in a stream that only pings': (res) => {
    res.writeHead(200, { 'content-type': 'text/event-stream' }).write(': ping\n\n')
  },
}

/** A server that hangs where it is asked `what`, beside one that is well. Time goes on when the test says so. */
async function setUp(what: string, hang: (res: ServerResponse) => void, waiting: object = {}) {
  const { promise: hanging, resolve } = Promise.withResolvers<ServerResponse>()
  const server = await listen((_req, res, body) => {
    const { id, method, params } = JSON.parse(body || '{}')
    if (method === what || params?.cursor === what) {
      hang(res)
      return resolve(res)
    }
    if (id === undefined) return void res.writeHead(202).end()
    const opened = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } }
    const first = { tools: [{ name: 'first' }], nextCursor: 'second page' }
    sendJson(res, 200, { jsonrpc: '2.0', id, result: method === 'initialize' ? opened : first })
  })
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'slow' })
  await database().connection.update({ where: { id: connection.id }, data: waiting })
  const healthy = await buildConnection({ project, url: at.intercom.url, slug: 'intercom' })
  const { authorization } = await buildAgent(project, [
    [connection, newSecret()],
    [healthy, at.intercom.tokens.acme],
  ])
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  return { hanging, authorization, all: `${at.gateway.url}/mcp/${project.slug}` }
}

const minuteMs = 60_000
/** As they are where nobody has chosen others. */
const callSilenceMs = waits.silenceMinutes.usual * minuteMs
const callTotalMs = waits.totalMinutes.usual * minuteMs
const listDeadlineMs = waits.answerSeconds.usual * 1000

/** Both ends are in this process: after a few turns of its loop what was written has been read. */
async function heard(): Promise<void> {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve))
}

async function ping(res: ServerResponse): Promise<void> {
  await new Promise<unknown>((resolve) => res.write(': ping\n\n', resolve))
  await heard()
}

const closing = (res: ServerResponse) => new Promise((resolve) => res.once('close', resolve))

/** A call by a client that would wait for ever, as fetch does not; null for the body of an answer that is broken off. */
async function callPatiently(url: string, authorization: string, message: unknown) {
  const headers = { authorization, 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const asking = httpRequest(url, { method: 'POST', headers })
  const answered = new Promise<IncomingMessage>((resolve, reject) => asking.on('response', resolve).on('error', reject))
  asking.end(JSON.stringify(message))
  const answer = await answered
  const said = await text(answer).catch(() => null)
  return { status: answer.statusCode, body: said && JSON.parse(said.replace(/^[\s\S]*?data: /, '')) }
}

const endpoints = [
  ['transparent', '/slow', 'any'],
  ['aggregated', '', 'slow__any'],
] as const

describe.each(endpoints)('a call that a server leaves hanging (%s)', (kind, path, tool) => {
  async function callAndWait(hang: (res: ServerResponse) => void) {
    const { hanging, authorization, all } = await setUp('tools/call', hang)
    const asking = callPatiently(all + path, authorization, toolCall(tool, {}, 41))
    const res = await hanging
    const closed = closing(res)
    await heard()
    await vi.advanceTimersByTimeAsync(callSilenceMs - 1)
    expect(res.destroyed).toBe(false)
    await vi.advanceTimersByTimeAsync(1)
    await closed
    return asking
  }

  test.each(Object.entries(hangs))('%s ends after five minutes of silence, and not before', async (where, hang) => {
    const { status, body } = await callAndWait(hang)
    expect(status).toBe(200)
    const error = { code: -31502, message: expect.stringContaining('took too long') }
    const isTold = kind === 'aggregated' || !/body|stream/.test(where)
    expect(body).toEqual(isTold ? { jsonrpc: '2.0', id: 41, error } : null)
  })

  test('in the middle of a failure ends after five minutes, with a sentence', async () => {
    const { body } = await callAndWait((res) => void res.writeHead(500, { 'content-type': 'text/html' }).write('<p>'))
    expect(body).toMatchObject({ id: 41, error: { message: expect.stringContaining('took too long') } })
  })
})

test.each(endpoints)(
  'a server that says that it is there has an hour for a call, and no more (%s)',
  async (_kind, path, tool) => {
    const { hanging, authorization, all } = await setUp(
      'tools/call',
      hangs['in a stream that only pings'] ?? (() => {}),
    )
    const asking = callPatiently(all + path, authorization, toolCall(tool, {}, 41))
    const res = await hanging
    const closed = closing(res)
    for (let passedMs = 0; passedMs < callTotalMs - minuteMs; passedMs += minuteMs) {
      await ping(res)
      await vi.advanceTimersByTimeAsync(minuteMs)
      expect(res.destroyed).toBe(false)
    }
    await vi.advanceTimersByTimeAsync(minuteMs)
    await closed
    await asking
  },
)

test.each(endpoints)('a connection’s own patience counts (%s)', async (_kind, path, tool) => {
  const { hanging, authorization, all } = await setUp('tools/call', () => {}, { silenceMinutes: 1 })
  const asking = callPatiently(all + path, authorization, toolCall(tool, {}, 41))
  const closed = closing(await hanging)
  await heard()
  await vi.advanceTimersByTimeAsync(minuteMs)
  await closed
  expect((await asking).body).toMatchObject({ error: { message: expect.stringContaining('took too long') } })
})

describe.each([['initialize'], ['tools/list']])('a server that hangs at %s', (what) => {
  test.each(Object.entries(hangs))(
    '%s costs the list eight seconds and its own tools; it is given thirty',
    async (_where, hang) => {
      const { hanging, authorization, all } = await setUp(what, hang)
      const asking = post(all, authorization, request('tools/list'))
      const closed = closing(await hanging)
      await vi.advanceTimersByTimeAsync(firstListPatienceMs)
      const names = toolsOf(await asking).map(({ name }) => name)
      await vi.advanceTimersByTimeAsync(listDeadlineMs)
      await closed
      expect(names).toContain('intercom__search')
      expect(names.filter((name) => name.startsWith('slow__'))).toEqual([])
    },
  )
})

test.each(Object.entries(hangs))(
  'a notification that is left hanging %s is waited for a moment only',
  async (_where, hang) => {
    const { hanging, authorization, all } = await setUp('notifications/initialized', hang)
    const asking = post(all, authorization, request('tools/list'))
    const closed = closing(await hanging)
    await vi.advanceTimersByTimeAsync(announceTimeoutMs)
    await closed
    expect(toolsOf(await asking).map(({ name }) => name)).toContain('slow__first')
  },
)

test('all pages of a list share its thirty seconds', async () => {
  const late = new AbortController()
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => late.signal)
  const { hanging, authorization, all } = await setUp('second page', () => {})
  const asking = post(all, authorization, request('tools/list'))
  const closed = closing(await hanging)
  expect(timeout).toHaveBeenCalledWith(listDeadlineMs)
  late.abort()
  await closed
  expect(toolsOf(await asking).map(({ name }) => name)).not.toContain('slow__first')
})
