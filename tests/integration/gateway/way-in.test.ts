import { describe, expect, test } from 'vitest'
import { publish } from '#lib/events/bus.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent, giveToken } from '#tests/support/gateway/agents.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, request, textOf } from '#tests/support/gateway/raw-client.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { afterOpening } from '#tests/support/mcp/scripted-server.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const at = gatewayForThisFile()
const meta = {
  'io.modelcontextprotocol/protocolVersion': '2026-07-28',
  'io.modelcontextprotocol/clientCapabilities': { elicitation: { url: {} } },
}

async function setUp() {
  const server = await listen(
    afterOpening((id, _req, res) =>
      sendJson(res, 200, { jsonrpc: '2.0', id, result: { content: [{ type: 'text', text: 'done' }] } }),
    ),
  )
  const { project } = await buildProject()
  const connection = await buildConnection({ project, url: `${server.origin}/mcp`, slug: 'tools' })
  const agent = await buildAgent(project)
  const connect = async () => {
    const credentialId = await giveToken(connection, agent.personId, newSecret())
    publish({ kind: 'credential.changed', connectionId: connection.id, credentialId })
  }
  const callOf = (path: string, name: string) => (more: object) => {
    const headers = { 'mcp-protocol-version': '2026-07-28', 'mcp-method': 'tools/call', 'mcp-name': name }
    const message = request('tools/call', { name, arguments: {}, ...more, _meta: meta })
    return post(`${at.gateway.url}/mcp/${project.slug}${path}`, agent.authorization, message, headers)
  }
  const received = () => server.seen.filter(({ body }) => body.includes('tools/call')).map(({ body }) => body)
  return { connect, callOf, received, place: `/connect/${project.slug}/tools` }
}

describe.each([
  ['transparent', '/tools', 'search'],
  ['aggregated', '', 'tools__search'],
])('a client of 2026-07-28 whose person has given nothing yet (%s)', (_kind, path, tool) => {
  test('is asked to open the way in, and goes on in the same conversation once the person has', async () => {
    const { connect, callOf, received, place } = await setUp()
    const call = callOf(path, tool)
    const asked = await call({})
    expect(asked.body?.result).toMatchObject({
      resultType: 'input_required',
      inputRequests: { jetway_connect: { params: { mode: 'url', url: expect.stringContaining(place) } } },
    })
    await connect()
    const retried = await call({ inputResponses: { jetway_connect: { action: 'accept' } } })
    expect(textOf(retried.body)).toBe('done')
    expect(received()).toHaveLength(1)
    expect(received()[0]).not.toMatch(/jetway_connect|inputResponses/)
  })

  test('is asked again where the person has only said so', async () => {
    const { callOf, received } = await setUp()
    const retried = await callOf(path, tool)({ inputResponses: { jetway_connect: { action: 'accept' } } })
    expect(retried.body?.result).toMatchObject({ resultType: 'input_required' })
    expect(received()).toEqual([])
  })

  test('keeps its answers to what the server asked', async () => {
    const { connect, callOf, received } = await setUp()
    await connect()
    const theirs = { colour: { action: 'accept', content: { colour: 'red' } } }
    await callOf(path, tool)({ inputResponses: { jetway_connect: { action: 'accept' }, ...theirs }, requestState: 's' })
    expect(JSON.parse(received()[0] ?? '{}').params).toMatchObject({ inputResponses: theirs, requestState: 's' })
  })
})
