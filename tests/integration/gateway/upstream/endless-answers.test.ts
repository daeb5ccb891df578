import type { ServerResponse } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { listBytesMax } from '#lib/gateway/limits.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent, giveToken } from '#tests/support/gateway/agents.ts'
import { initialize, post, request, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { type StartedGateway, startGateway } from '#tests/support/gateway/start-gateway.ts'
import { type Handler, listen, sendJson } from '#tests/support/mcp/listen.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const mebibyte = Buffer.alloc(1_048_576, 'a')

let gateway: StartedGateway
beforeAll(async () => {
  gateway = await startGateway()
})
afterAll(() => gateway.close())

/** Writes as fast as it is read, until the other side has had enough; then says how many bytes that were. */
function pourForever(res: ServerResponse, tell: (bytes: number) => void): void {
  let bytes = 0
  const pour = () => {
    do bytes += mebibyte.length
    while (!res.destroyed && res.write(mebibyte))
  }
  res.once('close', () => tell(bytes))
  res.on('drain', pour)
  pour()
}

/** An MCP server that opens sessions, and whose tool list never ends. `poured`: how much of it was taken. */
async function startEndless(): Promise<{ url: string; poured: Promise<number> }> {
  let tell: (bytes: number) => void = () => {}
  const poured = new Promise<number>((resolve) => {
    tell = resolve
  })
  const answer: Handler = (_req, res, body) => {
    const { id, method } = JSON.parse(body)
    if (method === 'initialize') {
      const result = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'x', version: '1' } }
      return sendJson(res, 200, { jsonrpc: '2.0', id, result })
    }
    if (id === undefined) return void res.writeHead(202).end()
    res.writeHead(200, { 'content-type': 'application/json' })
    pourForever(res, tell)
  }
  const { origin } = await listen(answer)
  return { url: `${origin}/mcp`, poured }
}

describe('a tool list without an end', () => {
  test('is given up at its bound where it would be filtered, and says so', async () => {
    const endless = await startEndless()
    const { project } = await buildProject()
    const connection = await buildConnection({ project, url: endless.url })
    await database().connection.update({ where: { id: connection.id }, data: { toolPolicy: 'chosen' } })
    const agent = await buildAgent(project, [[connection, newSecret()]])

    const url = `${gateway.url}/mcp/${project.slug}/${connection.slug}`
    const answer = await post(url, agent.authorization, request('tools/list'))
    expect(answer.body?.error).toMatchObject({ code: -31502, message: expect.stringContaining('more than') })
    expect(await endless.poured).toBeLessThan(2 * listBytesMax)
  })

  test('does not hold up the lists of the others', async () => {
    const endless = await startEndless()
    const { project } = await buildProject()
    const good = await listen((_req, res, body) => {
      const { id, method } = JSON.parse(body)
      if (id === undefined) return void res.writeHead(202).end()
      const opened = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'x', version: '1' } }
      const result = method === 'initialize' ? opened : { tools: [{ name: 'ping', inputSchema: { type: 'object' } }] }
      sendJson(res, 200, { jsonrpc: '2.0', id, result })
    })
    const connection = await buildConnection({ project, url: `${good.origin}/mcp`, slug: 'good' })
    const agent = await buildAgent(project, [[connection, newSecret()]])
    await giveToken(await buildConnection({ project, url: endless.url, slug: 'endless' }), agent.personId, newSecret())

    const url = `${gateway.url}/mcp/${project.slug}`
    const opened = await post(url, agent.authorization, initialize())
    const session = { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
    const listed = await post(url, agent.authorization, request('tools/list'), session)
    expect(toolsOf(listed).map(({ name }) => name)).toEqual(['good__ping', 'jetway__status'])
    expect(await endless.poured).toBeLessThan(2 * listBytesMax)
  })
})

describe('a tool list with pages without an end', () => {
  async function pagesAskedOf(page: (nth: number) => { tools: unknown[]; nextCursor: string }) {
    const upstream = await listen((_req, res, body) => {
      const { id, method } = JSON.parse(body)
      if (id === undefined) return void res.writeHead(202).end()
      const opened = { protocolVersion: '2025-11-25', capabilities: {}, serverInfo: { name: 'x', version: '1' } }
      const asked = upstream.seen.filter((seen) => seen.body.includes('tools/list')).length
      sendJson(res, 200, { jsonrpc: '2.0', id, result: method === 'initialize' ? opened : page(asked) })
    })
    const { project } = await buildProject()
    const connection = await buildConnection({ project, url: `${upstream.origin}/mcp`, slug: 'pages' })
    const agent = await buildAgent(project, [[connection, newSecret()]])
    const listed = await post(`${gateway.url}/mcp/${project.slug}`, agent.authorization, request('tools/list'))
    const asked = upstream.seen.filter(({ body }) => body.includes('tools/list')).length
    return { asked, names: toolsOf(listed).map(({ name }) => name) }
  }

  test('ends where a cursor comes again', async () => {
    const { asked, names } = await pagesAskedOf((nth) => ({ tools: [{ name: `t${nth}` }], nextCursor: 'again' }))
    expect(asked).toBe(2)
    expect(names).toEqual(['pages__t1', 'pages__t2'])
  })

  test('is given up at the bound of all pages together', async () => {
    const tools = [{ name: 'large', description: mebibyte.toString().repeat(8) }]
    const { asked, names } = await pagesAskedOf((nth) => ({ tools, nextCursor: String(nth) }))
    expect(asked).toBe(4)
    expect(names).toEqual(['jetway__status'])
  })
})

test('an answer of 50 MB goes through, nothing of it kept', async () => {
  const megabytes = 50
  const upstream = await listen(async (_req, res) => {
    res.writeHead(200, { 'content-type': 'application/json' })
    for (let sent = 0; sent < megabytes; sent++) {
      if (!res.write(mebibyte)) await new Promise((resolve) => res.once('drain', resolve))
    }
    res.end()
  })
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${upstream.origin}/mcp` })
  const agent = await buildAgent(project, [[connection, newSecret()]])
  const response = await fetch(`${gateway.url}/mcp/${project.slug}/${connection.slug}`, {
    method: 'POST',
    headers: { authorization: agent.authorization, 'content-type': 'application/json' },
    body: JSON.stringify(toolCall('export')),
  })
  let received = 0
  for await (const chunk of response.body ?? []) received += chunk.length
  expect(received).toBe(megabytes * mebibyte.length)
})
