import type { ServerResponse } from 'node:http'
import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, type RawAnswer, request, textOf, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { opened } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()
const tools = ['search', 'admin'].map((name) => ({ name, inputSchema: { type: 'object' } }))

type Rpc = { id?: unknown; method?: string; params?: { name?: string } }
/** Refuses what the test says, by answering itself; everything else is as it should be. */
type Refuse = (rpc: Rpc, res: ServerResponse) => unknown

/** `isOpen`: the server never checked what was given. */
async function setUp(refuse: Refuse, { isOpen = false } = {}) {
  const server = await listen((_req, res, body) => {
    const rpc: Rpc = JSON.parse(body || '{}')
    refuse(rpc, res)
    if (res.headersSent) return
    if (rpc.id === undefined) return void res.writeHead(202).end()
    const results: Record<string, object> = {
      initialize: opened,
      'tools/list': { tools },
      'tools/call': { content: [{ type: 'text', text: `done: ${rpc.params?.name}` }] },
    }
    const result = results[rpc.method ?? '']
    const error = { code: -32601, message: 'Method not found' }
    sendJson(res, 200, { jsonrpc: '2.0', id: rpc.id, ...(result ? { result } : { error }) })
  })
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'tools' })
  const agent = await buildAgent(project, [[connection, newSecret()]])
  const where = { connectionId: connection.id }
  if (isOpen) await database().credential.updateMany({ where, data: { state: 'accepted' } })
  const all = `${at.gateway.url}/mcp/${project.slug}`
  const asked = (method: string) => server.seen.filter(({ body }) => body.includes(`"${method}"`)).length
  const find = () => database().credential.findFirstOrThrow({ where })
  const stateNow = async () => (await find()).state
  const rejections = () =>
    database().auditRecord.count({ where: { projectId: project.id, action: 'credential.reject' } })
  return { agent, all, asked, find, stateNow, rejections }
}

/** Refuses the first `count` times that somebody asks `method`. */
function first(count: number, method: string, status = 401): Refuse {
  let left = count
  return (rpc, res) => {
    if (rpc.method === method && left-- > 0) res.writeHead(status).end()
  }
}

const endpoints = [
  ['transparent', '/tools', ''],
  ['aggregated', '', 'tools__'],
] as const

describe.each(endpoints)('a server that answers 401 (%s)', (_kind, path, prefix) => {
  const callOf =
    ({ all, agent }: Awaited<ReturnType<typeof setUp>>) =>
    (tool: string): Promise<RawAnswer> =>
      post(all + path, agent.authorization, toolCall(prefix + tool))

  test('in passing costs nothing: the call is sent again, and the values stay as they are', async () => {
    const scene = await setUp(first(1, 'tools/call'))
    expect(textOf((await callOf(scene)('search')).body)).toBe('done: search')
    expect([scene.asked('tools/call'), await scene.stateNow(), await scene.rejections()]).toEqual([2, 'verified', 0])
  })

  test('of one tool is about that call, and the permission is named that it asks for', async () => {
    const scene = await setUp((rpc, res) => {
      const challenge = 'Bearer error="insufficient_scope", scope="admin:write"'
      if (rpc.params?.name === 'admin') res.writeHead(401, { 'www-authenticate': challenge }).end()
    })
    const call = callOf(scene)
    expect((await call('admin')).body).toMatchObject({
      error: { code: -31403, message: expect.stringContaining('the permission "admin:write"') },
    })
    expect(textOf((await call('search')).body)).toBe('done: search')
    expect([await scene.stateNow(), await scene.rejections()]).toEqual(['verified', 0])
  })

  test('to calls only, who never checked the values, tells the person so and leaves them in use', async () => {
    const scene = await setUp(
      (rpc, res) => void (rpc.method === 'tools/call' && rpc.params?.name === 'admin' && res.writeHead(401).end()),
      { isOpen: true },
    )
    const answers = await Promise.all([callOf(scene)('admin'), callOf(scene)('admin')])
    for (const { body } of answers) expect(textOf(body)).toMatch(/never checked\. Open .*\/connect\//)
    const { state, stateReason, updatedAt } = await scene.find()
    expect([state, stateReason]).toEqual(['accepted', expect.stringContaining('refused a call')])
    await callOf(scene)('admin')
    expect(await scene.find()).toMatchObject({ updatedAt })
    expect(textOf((await callOf(scene)('search')).body)).toBe('done: search')
  })

  test('for a permission is about that call, also where values were never checked', async () => {
    const challenge = 'Bearer error="insufficient_scope", scope="admin:write"'
    const refuse: Refuse = (rpc, res) =>
      void (rpc.method === 'tools/call' && res.writeHead(401, { 'www-authenticate': challenge }).end())
    const scene = await setUp(refuse, { isOpen: true })
    expect((await callOf(scene)('admin')).body).toMatchObject({
      error: { code: -31403, message: expect.stringContaining('the permission "admin:write"') },
    })
    expect(await scene.find()).toMatchObject({ state: 'accepted', stateReason: null })
  })

  test('to everything has the values marked once, however many ask, and is asked once more in all', async () => {
    const scene = await setUp((_rpc, res) => void res.writeHead(401).end())
    const answers = await Promise.all(Array.from({ length: 20 }, () => callOf(scene)('search')))
    for (const { body } of answers) expect(textOf(body)).toContain('/connect/')
    expect([await scene.stateNow(), await scene.rejections()]).toEqual(['rejected', 1])
    expect(scene.asked('server/discover')).toBe(1)
  })

  test('and cannot be asked whether it means it has nothing marked', async () => {
    const scene = await setUp((rpc, res) => {
      if (rpc.method === 'server/discover') res.writeHead(503).end()
      if (rpc.method === 'tools/call') res.writeHead(401).end()
    })
    expect((await callOf(scene)('search')).body).toMatchObject({
      error: { code: -31502, message: expect.stringContaining('could not be asked again') },
    })
    expect([await scene.stateNow(), await scene.rejections()]).toEqual(['verified', 0])
  })

  test('with 403 says which permission is missing, where it names one', async () => {
    const scene = await setUp((rpc, res) => {
      const challenge = 'Bearer error="insufficient_scope", scope="conversations.read"'
      if (rpc.method === 'tools/call') res.writeHead(403, { 'www-authenticate': challenge }).end()
    })
    expect((await callOf(scene)('search')).body).toMatchObject({
      error: { code: -31403, message: expect.stringContaining('"conversations.read"') },
    })
  })
})

test.each(['initialize', 'tools/list'])('a 401 in passing at %s costs the list nothing', async (method) => {
  const { all, agent, stateNow } = await setUp(first(1, method))
  const names = toolsOf(await post(all, agent.authorization, request('tools/list'))).map(({ name }) => name)
  expect(names).toEqual(['tools__admin', 'tools__search'])
  expect(await stateNow()).toBe('verified')
})
