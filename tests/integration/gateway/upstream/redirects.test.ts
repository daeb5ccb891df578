import { describe, expect, test } from 'vitest'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post, request, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

const statuses = [301, 302, 303, 307, 308]

/** The place itself, another that would answer, and where a network keeps what is its own. */
const targets = ['same origin', 'other origin', 'private address'] as const
type Target = (typeof targets)[number]

/** A server that sends on whoever asks it `what`, and opens sessions for everyone else; beside it one that is well. */
async function setUp(status: number, target: Target, what: 'initialize' | 'tools/call' | 'tools/list') {
  const elsewhere = await listen((_req, res) => void res.end('{}'))
  const places: Record<Target, string> = {
    'same origin': '/moved?token=1',
    'other origin': `${elsewhere.origin}/moved?token=1`,
    'private address': 'http://169.254.169.254/moved?token=1',
  }
  const server = await listen((_req, res, body) => {
    const { id, method } = JSON.parse(body || '{}')
    if (method === what) return void res.writeHead(status, { location: places[target] }).end()
    const opened = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 's', version: '1' } }
    if (id === undefined) return void res.writeHead(202).end()
    sendJson(res, 200, { jsonrpc: '2.0', id, result: method === 'initialize' ? opened : { tools: [] } })
  })
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'moved' })
  const healthy = await buildConnection({ project, url: at.intercom.url, slug: 'intercom' })
  const agent = await buildAgent(project, [
    [connection, newSecret()],
    [healthy, at.intercom.tokens.acme],
  ])
  const paths = () => new Set(server.seen.map(({ path }) => path))
  return { elsewhere, paths, agent, all: `${at.gateway.url}/mcp/${project.slug}` }
}

const endpoints = [
  ['transparent', '/moved', 'search'],
  ['aggregated', '', 'moved__search'],
] as const

describe.each(endpoints)('a redirect (%s)', (_kind, path, tool) => {
  const cases = statuses.flatMap((status) => targets.map((target) => [status, target] as const))

  test.each(cases)('of a call with %i to the %s is not followed, and is told as one', async (status, target) => {
    const { elsewhere, paths, agent, all } = await setUp(status, target, 'tools/call')
    const answer = await post(all + path, agent.authorization, toolCall(tool, {}, 41))
    expect(answer).toMatchObject({
      status: 200,
      body: { id: 41, error: { code: -31502, message: expect.stringContaining('answered with a redirect') } },
    })
    expect(answer.headers.get('location')).toBeNull()
    expect(answer.text).not.toContain('/moved?')
    expect(elsewhere.seen).toEqual([])
    expect(paths()).toEqual(new Set(['/mcp']))
  })

  test.each(targets)('where a session is opened, to the %s, is not followed, and is told as one', async (target) => {
    const { elsewhere, paths, agent, all } = await setUp(307, target, 'initialize')
    const message = path === '' ? toolCall(tool) : initialize()
    const answer = await post(all + path, agent.authorization, message)
    expect(answer.body).toMatchObject({ error: { message: expect.stringContaining('answered with a redirect') } })
    expect(elsewhere.seen).toEqual([])
    expect(paths()).toEqual(new Set(['/mcp']))
  })
})

test.each(targets)(
  'a redirect of a list to the %s is not followed and costs that server’s tools only',
  async (target) => {
    const { elsewhere, paths, agent, all } = await setUp(308, target, 'tools/list')
    const names = toolsOf(await post(all, agent.authorization, request('tools/list'))).map(({ name }) => name)
    expect(names).toContain('intercom__search')
    expect(names.filter((name) => name.startsWith('moved__'))).toEqual([])
    expect(elsewhere.seen).toEqual([])
    expect(paths()).toEqual(new Set(['/mcp']))
  },
)
