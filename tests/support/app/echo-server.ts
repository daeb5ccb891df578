import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, Server } from '@modelcontextprotocol/server'

export type EchoServer = { origin: string; url: string; close: () => Promise<void> }

const echo = { name: 'echo', description: 'Says it again', inputSchema: { type: 'object' as const } }

/** A server without sign-in that a journey adds by its address: MCP at `/mcp`, a web page everywhere else. */
export async function startEchoServer(): Promise<EchoServer> {
  const handle = toNodeHandler(
    createMcpHandler(() => {
      const server = new Server({ name: 'echo', version: '1.0.0' }, { capabilities: { tools: {} } })
      server.setRequestHandler('tools/list', async () => ({
        tools: [echo],
        ttlMs: 0,
        cacheScope: 'private' as const,
      }))
      return server
    }),
  )
  const server = createServer((req, res) => {
    if (req.url === '/mcp') return void handle(req, res)
    res.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>A shop</title>')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { origin, url: `${origin}/mcp`, close }
}
