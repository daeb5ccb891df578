import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { tryCredential } from '#lib/mcp/try-credential.ts'
import { saveInputOfServer } from '#lib/servers/update-server.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { buildConnection, buildProject, buildServer } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { initialize, post, toolCall } from '#tests/support/gateway/raw-client.ts'
import { listen, loopback, sendJson } from '#tests/support/mcp/listen.ts'

const at = gatewayForThisFile()

const endpoints = ['transparent', 'aggregated'] as const
type Endpoint = (typeof endpoints)[number]

/** A server that answers everything and remembers the headers of each request, as they were written. */
async function startListener() {
  const heard: [string, string][][] = []
  const server = await listen((req, res, body) => {
    const pairs = req.rawHeaders.flatMap((name, index, all) =>
      index % 2 === 0 ? [[name, all[index + 1] ?? ''] as [string, string]] : [],
    )
    heard.push(pairs)
    const { id, method } = JSON.parse(body || '{}')
    if (id === undefined) return void res.writeHead(202).end()
    const opened = {
      protocolVersion: '2025-11-25',
      capabilities: { tools: {} },
      serverInfo: { name: 's', version: '1' },
    }
    const tools = { tools: [{ name: 'search', inputSchema: { type: 'object' } }] }
    const result = method === 'initialize' ? opened : method === 'tools/list' ? tools : { content: [] }
    sendJson(res, 200, { jsonrpc: '2.0', id, result }, { 'mcp-session-id': 'of-the-upstream' })
  })
  const of = (name: string) => heard.at(-1)?.filter(([written]) => written.toLowerCase() === name.toLowerCase()) ?? []
  return { url: `${server.origin}/mcp`, of, heard }
}

async function setUp(endpoint: Endpoint) {
  const upstream = await startListener()
  const admin = await signedIn({ role: 'admin' })
  const { project } = await buildProject({ owner: admin })
  const server = await buildServer({ organizationId: project.organizationId, url: upstream.url, headers: [] })
  const { slug } = await buildConnection({ project, serverId: server.id })
  const { authorization } = await buildAgent(project)
  const all = `${at.gateway.url}/mcp/${project.slug}`
  const [url, tool] = endpoint === 'transparent' ? [`${all}/${slug}`, 'search'] : [all, `${slug}__search`]
  const call = async () => {
    const opened = await post(url, authorization, initialize())
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
    return post(url, authorization, toolCall(tool), { ...session, 'mcp-protocol-version': '2025-11-25' })
  }
  return { upstream, admin, server, call }
}

describe.each(endpoints)('declared headers on the %s endpoint', (endpoint) => {
  test('arrive as they are written, each once', async () => {
    const { upstream, admin, server, call } = await setUp(endpoint)
    const names = [
      'User-Agent',
      'Mcp-Api-Key',
      'X-MCP-Toolsets',
      'X_Api_Key',
      'x.y',
      'Proxy-Token',
      'Origin',
      'Referer',
    ]
    const odd = ['Cookie', 'Sec-Fetch-Site', 'constructor', 'prototype', 'toString', 'hasOwnProperty']
    for (const name of [...names, ...odd])
      await saveInputOfServer(admin, server.id, { input: { name, template: `of-${name}` } })

    expect((await call()).status).toBe(200)
    for (const name of [...names, ...odd].filter((one) => one !== 'User-Agent'))
      expect(upstream.of(name)).toEqual([[name, `of-${name}`]])
    expect(upstream.of('user-agent').map(([, value]) => value)).toEqual(['of-User-Agent'])
  })

  test.each([
    'Accept',
    'CONTENT-TYPE',
    'Mcp-Session-Id',
    'MCP-Protocol-Version',
    'mcp-method',
    'Last-Event-ID',
    'Host',
  ])('replace no header of the protocol: %s, although the database has it', async (name) => {
    const { upstream, server, call } = await setUp(endpoint)
    await call()
    const before = upstream.of(name)
    await database().serverInput.create({
      data: { serverId: server.id, position: 0, name, nameKey: name.toLowerCase(), template: 'ours', fields: [] },
    })
    publish({ kind: 'server.changed', serverId: server.id })

    expect((await call()).status).toBe(200)
    expect(upstream.of(name)).toEqual(before)
    expect(upstream.heard.flat().map(([, value]) => value)).not.toContain('ours')
  })
})

test('a trial sends names as they are written, and none beside one of the protocol', async () => {
  const upstream = await startListener()
  await tryCredential(upstream.url, { X_Api_Key: 'a', ACCEPT: 'b', 'Content-Type': 'c' }, { policy: loopback })
  expect(upstream.of('x_api_key')).toEqual([['X_Api_Key', 'a']])
  const names = upstream.heard[0]?.map(([name]) => name.toLowerCase()) ?? []
  expect(names.filter((name) => name === 'accept' || name === 'content-type').sort()).toEqual([
    'accept',
    'content-type',
  ])
})
