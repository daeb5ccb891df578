import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, request, textOf, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { type Message, startScriptedServer } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()

/** What every object of JavaScript has, and so what a look-up by name may find without looking. */
const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf']

async function setUp() {
  const upstream = await startScriptedServer({
    'tools/list': () => ({ tools: [...names, 'plain'].map((name) => ({ name, inputSchema: { type: 'object' } })) }),
    'tools/call': ({ params }) => ({ content: [{ type: 'text', text: `called ${params?.name}` }] }),
  })
  const { project } = await buildProject({ slug: `constructor-${crypto.randomUUID().slice(0, 8)}` })
  const connection = await buildConnection({ project, url: `${upstream.origin}/mcp`, slug: 'constructor' })
  const { authorization } = await buildAgent(project, [[connection, newSecret()]])
  const all = `${at.gateway.url}/mcp/${project.slug}`
  const asked = () => upstream.seen.filter(({ body }) => body !== '').map(({ body }): Message => JSON.parse(body))
  const choose = async (chosen: string[]) => {
    const data = { toolPolicy: 'chosen' as const, tools: { create: chosen.map((name) => ({ name })) } }
    await database().connection.update({ where: { id: connection.id }, data })
    publish({ kind: 'connection.changed', connectionId: connection.id, projectId: project.id })
  }
  return { all, authorization, asked, choose }
}

const endpoints = [
  ['transparent', '/constructor', ''],
  ['aggregated', '', 'constructor__'],
] as const

describe.each(endpoints)('a name that every object has (%s)', (_kind, path, prefix) => {
  test('is a tool’s like any other: listed and called', async () => {
    const { all, authorization } = await setUp()
    const listed = toolsOf(await post(all + path, authorization, request('tools/list'))).map(({ name }) => name)
    expect(listed.sort()).toEqual([...names, 'plain'].map((name) => `${prefix}${name}`).sort())
    for (const name of names)
      expect(textOf((await post(all + path, authorization, toolCall(prefix + name))).body)).toBe(`called ${name}`)
  })

  test('is no tool’s where another one is chosen', async () => {
    const { all, authorization, asked, choose } = await setUp()
    await choose(['plain'])
    const listed = toolsOf(await post(all + path, authorization, request('tools/list'))).map(({ name }) => name)
    expect(listed).toEqual([`${prefix}plain`])
    for (const name of names) {
      const { body } = await post(all + path, authorization, toolCall(prefix + name))
      expect(body?.error).toEqual({ code: -32602, message: `Unknown tool: ${prefix}${name}` })
    }
    expect(asked().filter(({ method }) => method === 'tools/call')).toEqual([])
  })

  test.each(['2025-11-25', '2026-07-28'])('is a method that nobody has, in %s', async (version) => {
    const { all, authorization, asked } = await setUp()
    const _meta = {
      'io.modelcontextprotocol/protocolVersion': version,
      'io.modelcontextprotocol/clientCapabilities': {},
    }
    for (const method of names) {
      const headers = { 'mcp-protocol-version': version, 'mcp-method': method }
      const { body } = await post(all + path, authorization, request(method, { _meta }, 7), headers)
      expect(body).toMatchObject({ id: 7, error: { code: -32601 } })
    }
    expect(asked().map(({ method }) => method)).toEqual(path === '' ? [] : names)
  })

  test('is an argument’s like any other, and changes no object', async () => {
    const { all, authorization, asked } = await setUp()
    const args = Object.fromEntries(names.map((name) => [name, { polluted: name }]))
    const text = JSON.stringify(toolCall(`${prefix}plain`, args))
    expect(textOf((await post(all + path, authorization, text)).body)).toBe('called plain')
    const [call] = asked().filter(({ method }) => method === 'tools/call')
    expect(JSON.stringify(call?.params?.arguments)).toBe(JSON.stringify(args))
    expect('polluted' in {}).toBe(false)
  })

  test('is no session’s and no id’s', async () => {
    const { all, authorization } = await setUp()
    for (const name of names) {
      const answer = await post(all + path, authorization, request('ping', {}, name), { 'mcp-session-id': name })
      expect(answer).toMatchObject({ status: 404, body: { id: name, error: { code: -32001 } } })
    }
  })
})
