import { describe, expect, test } from 'vitest'
import { giveCredential } from '#lib/auth-links/giving/give-credential.ts'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { buildOpenedLink } from '#tests/support/credentials/links.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, request, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { listen } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()
const levels = 100_000

const deepArray = `${'['.repeat(levels)}${']'.repeat(levels)}`
const deepObject = `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`

/** Opens a session as any other; what it lists or answers nests too deep, inside a stream or not. */
async function startDeepServer({ isStream = false, deep = deepArray } = {}) {
  const server = await listen((req, res, body) => {
    if (req.method !== 'POST') return void res.writeHead(405).end()
    const { id, method } = JSON.parse(body)
    if (id === undefined) return void res.writeHead(202).end()
    const results: Record<string, string> = {
      initialize:
        '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}',
      'tools/list': `{"tools":[{"name":"poison","inputSchema":{"type":"object","properties":${deep}}}]}`,
    }
    const text = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${results[method] ?? `{"content":[],"x":${deep}}`}}`
    if (!isStream || method === 'initialize')
      return void res.writeHead(200, { 'content-type': 'application/json' }).end(text)
    res.writeHead(200, { 'content-type': 'text/event-stream' }).end(`data: ${text}\n\n`)
  })
  return `${server.origin}/mcp`
}

async function setUp(url: string) {
  const { project } = await buildProject()
  const deep = await buildConnection({ project, url, slug: 'deep' })
  const healthy = await buildConnection({ project, url: at.intercom.url, slug: 'intercom' })
  const agent = await buildAgent(project, [
    [deep, newSecret()],
    [healthy, at.intercom.tokens.acme],
  ])
  const all = `${at.gateway.url}/mcp/${project.slug}`
  return {
    project,
    deep,
    agent,
    all,
    names: async () => toolsOf(await post(all, agent.authorization, request('tools/list'))).map(({ name }) => name),
  }
}

describe.each([
  ['arrays', deepArray],
  ['objects', deepObject],
])('100,000 levels of %s', (_what, deep) => {
  test.each(['', '/deep', '/intercom'])('from a client are refused at /mcp/<project>%s', async (path) => {
    const { all, agent } = await setUp(await startDeepServer())
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"intercom__search","arguments":{"x":${deep}}}}`
    const answer = await post(`${all}${path}`, agent.authorization, body)
    expect(answer).toMatchObject({ status: 400, body: { error: { message: expect.stringContaining('512 levels') } } })
    expect((await post(all, agent.authorization, request('ping'))).status).toBe(200)
  })

  test.each([false, true])(
    'from a server cost the project nothing but that server (in a stream: %s)',
    async (isStream) => {
      const { names, all, agent } = await setUp(await startDeepServer({ isStream, deep }))
      expect(await names()).toContain('intercom__search')
      expect(await names()).not.toContain('deep__poison')
      const called = await post(
        all,
        agent.authorization,
        toolCall('intercom__search', { query: 'object_type:contacts limit:1' }),
      )
      expect(called.body?.result).toMatchObject({
        content: [{ type: 'text', text: expect.stringContaining('contact') }],
      })
    },
  )

  test.each([false, true])(
    'from a server are not handed on where tools are chosen (in a stream: %s)',
    async (isStream) => {
      const { deep: connection, project, all, agent } = await setUp(await startDeepServer({ isStream, deep }))
      const data = { toolPolicy: 'chosen' as const, tools: { create: { name: 'poison' } } }
      await database().connection.update({ where: { id: connection.id }, data })
      publish({ kind: 'connection.changed', connectionId: connection.id, projectId: project.id })
      const answer = await post(`${all}/deep`, agent.authorization, request('tools/list'))
      expect(answer.body ?? {}).not.toHaveProperty('result')
    },
  )

  test.each([false, true])(
    'from a server that is being tried store nothing and break nothing (in a stream: %s)',
    async (isStream) => {
      const url = await startDeepServer({ isStream, deep })
      const { holder, connection } = await buildOpenedLink({ url })
      const given = await giveCredential(holder, { connectionId: connection.id, secret: { access_token: newSecret() } })
      expect(given).toMatchObject({ ok: false })
      expect(await database().serverTool.count({ where: { serverId: connection.serverId } })).toBe(0)
    },
  )
})

test('a list that nested too deep is not kept: once it is well again it is shown', async () => {
  let deep = deepArray
  const server = await listen((req, res, body) => {
    if (req.method !== 'POST') return void res.writeHead(405).end()
    const { id, method } = JSON.parse(body)
    if (id === undefined) return void res.writeHead(202).end()
    const opened =
      '{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}}'
    const list = `{"tools":[{"name":"well","inputSchema":{"type":"object","x":${deep}}}]}`
    res.writeHead(200, { 'content-type': 'application/json' })
    res.end(`{"jsonrpc":"2.0","id":${JSON.stringify(id)},"result":${method === 'initialize' ? opened : list}}`)
  })
  const { names } = await setUp(`${server.origin}/mcp`)
  expect(await names()).not.toContain('deep__well')
  deep = '{}'
  expect(await names()).toContain('deep__well')
})
