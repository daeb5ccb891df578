import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type KeyedServer = { origin: string; close: () => Promise<void> }

const opened = {
  protocolVersion: '2025-11-25',
  capabilities: { tools: {} },
  serverInfo: { name: 'keyed', version: '1' },
}
const tools = [{ name: 'open', description: 'Opens', inputSchema: { type: 'object' } }]

/** An MCP server that answers at one address, keys and all, and with one `Authorization`; everything else is refused. */
export async function startKeyedServer(path: string, authorization: string): Promise<KeyedServer> {
  const server = createServer(async (req, res) => {
    const chunks: Buffer[] = []
    for await (const chunk of req) chunks.push(chunk)
    if (req.url !== path || req.headers.authorization !== authorization) return void res.writeHead(401).end()
    const { id, method } = JSON.parse(Buffer.concat(chunks).toString() || '{}')
    if (id === undefined) return void res.writeHead(202).end()
    const result = method === 'initialize' ? opened : { tools }
    res.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ jsonrpc: '2.0', id, result }))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close }
}
