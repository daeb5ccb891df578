import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { tryCredential } from '#lib/mcp/try-credential.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, request, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { listen, loopback } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

const nested = (levels: number) => '['.repeat(levels) + ']'.repeat(levels)

type Told = { levels: number; isStream?: boolean; status?: number; of: string }

/** A server whose answer to the method `of` nests as deep as is said, all in all. */
async function startServer({ levels, isStream = false, status = 200, of }: Told) {
  const server = await listen((req, res, body) => {
    if (req.method !== 'POST') return void res.writeHead(405).end()
    const { id, method } = JSON.parse(body)
    if (id === undefined) return void res.writeHead(202).end()
    const opened = '"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"s","version":"1"}'
    const members = method === 'initialize' ? opened : '"tools":[{"name":"far","inputSchema":{"type":"object"}}]'
    // The message and its result, or error, are two levels.
    const deep = method === of ? `,"x":${nested(levels - 2)}` : ''
    const said =
      status === 200 || method !== of ? `"result":{${members}${deep}}` : `"error":{"code":1,"message":"no"${deep}}`
    const text = `{"jsonrpc":"2.0","id":${JSON.stringify(id)},${said}}`
    const inStream = isStream && method === of
    res.writeHead(method === of ? status : 200, { 'content-type': inStream ? 'text/event-stream' : 'application/json' })
    res.end(inStream ? `data: ${text}\n\n` : text)
  })
  return { url: `${server.origin}/mcp`, seen: server.seen }
}

async function setUp(told: Told) {
  const server = await startServer(told)
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: server.url, slug: 'deep' })
  const { authorization } = await buildAgent(project, [[connection, newSecret()]])
  const all = `${at.gateway.url}/mcp/${project.slug}`
  return { server, project, connection, authorization, all, one: `${all}/deep` }
}

const modernMeta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': {},
}

/** A call of a client of the modern family, whose answer is rewritten. */
function modernCall(url: string, authorization: string) {
  const message = request('tools/call', { name: 'deep__far', arguments: {}, _meta: modernMeta }, 'mine')
  const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': 'deep__far' }
  return post(url, authorization, message, headers)
}

/** Where JSON comes in: whether it came in. */
const places: Record<string, (levels: number) => Promise<boolean>> = {
  'a request, transparent': async (levels) => {
    const { server, authorization, one } = await setUp({ levels, of: 'none' })
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"far","arguments":{"x":${nested(levels - 3)}}}}`
    const { status } = await post(one, authorization, body)
    expect(status).toBe(server.seen.length === 1 ? 200 : 400)
    return server.seen.length === 1
  },
  'a request, aggregated': async (levels) => {
    const { server, authorization, all } = await setUp({ levels, of: 'none' })
    const body = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"deep__far","arguments":{"x":${nested(levels - 3)}}}}`
    const { status } = await post(all, authorization, body)
    const hasCalled = server.seen.some((seen) => seen.body.includes('tools/call'))
    expect(status).toBe(hasCalled ? 200 : 400)
    return hasCalled
  },
  'an opened session, aggregated': async (levels) => {
    const { authorization, all } = await setUp({ levels, of: 'initialize' })
    return (await post(all, authorization, toolCall('deep__far'))).body?.result !== undefined
  },
  'a failure, transparent': async (levels) => {
    const { authorization, one } = await setUp({ levels, of: 'tools/call', status: 400 })
    const { status, body } = await post(one, authorization, toolCall('far'))
    expect([status, body?.id]).toEqual([400, 1])
    return JSON.stringify(body).includes('"no"')
  },
  'a failure, aggregated': async (levels) => {
    const { authorization, all } = await setUp({ levels, of: 'tools/call', status: 400 })
    const { status, body } = await post(all, authorization, toolCall('deep__far'))
    expect([status, body?.id]).toEqual([400, 1])
    return JSON.stringify(body).includes('"no"')
  },
}

for (const isStream of [false, true]) {
  const as = isStream ? 'a stream' : 'JSON'
  places[`a list in ${as}, aggregated`] = async (levels) => {
    const { authorization, all } = await setUp({ levels, of: 'tools/list', isStream })
    return toolsOf(await post(all, authorization, request('tools/list'))).some(({ name }) => name === 'deep__far')
  }
  places[`a list in ${as} of which tools are chosen, transparent`] = async (levels) => {
    const { authorization, one, connection, project } = await setUp({ levels, of: 'tools/list', isStream })
    const data = { toolPolicy: 'chosen' as const, tools: { create: { name: 'far' } } }
    await database().connection.update({ where: { id: connection.id }, data })
    publish({ kind: 'connection.changed', connectionId: connection.id, projectId: project.id })
    return toolsOf(await post(one, authorization, request('tools/list'))).length === 1
  }
  places[`an answer in ${as} for a client of 2026-07-28, aggregated`] = async (levels) => {
    const { authorization, all } = await setUp({ levels, of: 'tools/call', isStream })
    const { body } = await modernCall(all, authorization)
    expect(body?.id).toBe('mine')
    return body?.result !== undefined
  }
  for (const of of ['initialize', 'tools/list']) {
    places[`${of} in ${as}, where a value is tried`] = async (levels) => {
      const { url } = await startServer({ levels, of, isStream })
      return (await tryCredential(url, { authorization: newSecret() }, { policy: loopback })).ok
    }
  }
}

describe.each(Object.entries(places))('%s', (_place, comesIn) => {
  test('comes in with 512 levels, and not with 513', async () => {
    expect(await comesIn(512)).toBe(true)
    expect(await comesIn(513)).toBe(false)
  })
})
