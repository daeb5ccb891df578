import { Client as ClientV2, StreamableHTTPClientTransport as TransportV2 } from '@modelcontextprotocol/client'
import { Client as ClientV1 } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport as TransportV1 } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { describe, expect, test } from 'vitest'
import { buildBothFamilies } from '#tests/support/gateway/both-families.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { runInspector } from '#tests/support/gateway/official-clients.ts'
import { fingerprint } from '#tests/support/mcp/whoami-server.ts'

const at = gatewayForThisFile()

const query = { query: 'object_type:conversations limit:2' }

async function setUp() {
  const { agent, token, url: all } = await buildBothFamilies(at)
  return { agent, token, all, headers: { authorization: agent.authorization } }
}

describe('the official SDK v1 client', () => {
  async function connect(url: string, headers: Record<string, string>) {
    const client = new ClientV1({ name: 'v1', version: '1' })
    await client.connect(new TransportV1(new URL(url), { requestInit: { headers } }))
    return client
  }

  test('lists and calls through the transparent endpoint', async () => {
    const { all, headers } = await setUp()
    const client = await connect(`${all}/intercom`, headers)
    expect((await client.listTools()).tools).toHaveLength(14)
    const result = await client.callTool({ name: 'search', arguments: query })
    expect(JSON.stringify(result.content)).toContain('conversation_')
    await client.close()
  })

  test('lists and calls both servers through the aggregated endpoint', async () => {
    const { all, headers, token } = await setUp()
    const client = await connect(all, headers)
    expect((await client.listTools()).tools).toHaveLength(16)
    expect(JSON.stringify(await client.callTool({ name: 'intercom__search', arguments: query }))).toContain(
      'conversation_',
    )
    expect(JSON.stringify(await client.callTool({ name: 'whoami__whoami' }))).toContain(fingerprint(token))
    await client.close()
  })
})

describe.each(['legacy', 'auto'] as const)('the official SDK v2 client in mode %s', (mode) => {
  test('lists and calls both servers through the aggregated endpoint', async () => {
    const { all, headers, token } = await setUp()
    const client = new ClientV2({ name: 'v2', version: '1' }, { versionNegotiation: { mode } })
    await client.connect(new TransportV2(new URL(all), { requestInit: { headers } }))
    expect(client.getProtocolEra()).toBe(mode === 'auto' ? 'modern' : 'legacy')
    expect((await client.listTools()).tools).toHaveLength(16)
    expect(JSON.stringify(await client.callTool({ name: 'intercom__search', arguments: query }))).toContain(
      'conversation_',
    )
    expect(JSON.stringify(await client.callTool({ name: 'whoami__whoami', arguments: {} }))).toContain(
      fingerprint(token),
    )
    await client.close()
  })

  test('lists and calls through the transparent endpoints of both families', async () => {
    const { all, headers } = await setUp()
    const servers = mode === 'auto' ? (['intercom', 'whoami'] as const) : (['intercom'] as const)
    for (const slug of servers) {
      const client = new ClientV2({ name: 'v2', version: '1' }, { versionNegotiation: { mode } })
      await client.connect(new TransportV2(new URL(`${all}/${slug}`), { requestInit: { headers } }))
      expect(client.getProtocolEra()).toBe(slug === 'whoami' ? 'modern' : 'legacy')
      expect((await client.listTools()).tools.length).toBeGreaterThan(1)
      await client.close()
    }
  })
})

describe('the Inspector’s command line', () => {
  test('lists the tools and calls one', async () => {
    const { all, agent } = await setUp()
    const list = await runInspector(all, agent.authorization, ['--method', 'tools/list'])
    expect(JSON.parse(list.said).result.tools).toHaveLength(16)
    const named = ['--tool-name', 'intercom__search', '--tool-args-json', JSON.stringify(query)]
    const call = await runInspector(all, agent.authorization, ['--method', 'tools/call', ...named])
    expect(call).toEqual({ ok: true, said: expect.stringContaining('conversation_') })
  })
})
