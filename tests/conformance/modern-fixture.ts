/** What the official suites ask a server of 2026-07-28 for, as far as tools go, on the official SDK. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, Server } from '@modelcontextprotocol/server'
import type { Fixture } from './legacy-fixture.ts'
import { isLocal, plainTools, text } from './tools.ts'

const tools = Object.keys({ ...plainTools, test_error_handling: null }).map((name) => ({
  name,
  description: `Fixture tool ${name}`,
  inputSchema: { type: 'object' as const },
}))

export async function startModernFixture(): Promise<Fixture> {
  const handler = createMcpHandler(
    () => {
      const server = new Server({ name: 'fixture', version: '1.0.0' }, { capabilities: { tools: {} } })
      server.setRequestHandler('tools/list', async () => ({ tools, ttlMs: 60_000, cacheScope: 'private' as const }))
      server.setRequestHandler('tools/call', async ({ params }) => {
        const content = Object.hasOwn(plainTools, params.name)
          ? plainTools[params.name as keyof typeof plainTools]
          : null
        if (content) return { content }
        return { isError: true, content: [text('This tool intentionally returns an error for testing')] }
      })
      return server
    },
    { legacy: 'reject' },
  )
  const answer = toNodeHandler(handler)
  const server = createServer((req, res) => {
    if (isLocal(req.headers)) void answer(req, res)
    else res.writeHead(403).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://localhost:${port}/mcp`, close: () => void server.close().closeAllConnections() }
}
