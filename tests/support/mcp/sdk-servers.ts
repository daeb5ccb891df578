/** Servers built with the official SDKs, so that what is probed is what the world runs. */
import { randomUUID } from 'node:crypto'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import { ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js'
import { createMcpHandler, Server as ServerV2 } from '@modelcontextprotocol/server'
import { type Handler, type Listening, listen } from './listen.ts'

const echo = {
  name: 'echo',
  title: 'Echo',
  description: 'Says it again',
  annotations: { readOnlyHint: true },
  inputSchema: { type: 'object' as const, properties: { text: { type: 'string' } } },
}

/** Legacy only, with sessions; `sessions` holds the ids that are open. */
export async function startV1Server(): Promise<Listening & { sessions: Set<string> }> {
  const transports = new Map<string, StreamableHTTPServerTransport>()
  const sessions = new Set<string>()
  const handle: Handler = async (req, res, body) => {
    const id = req.headers['mcp-session-id']
    const known = typeof id === 'string' ? transports.get(id) : undefined
    const transport = known ?? (await openV1(transports, sessions))
    await transport.handleRequest(req, res, body === '' ? undefined : JSON.parse(body))
  }
  return { ...(await listen(handle)), sessions }
}

async function openV1(
  transports: Map<string, StreamableHTTPServerTransport>,
  sessions: Set<string>,
): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => {
      transports.set(id, transport)
      sessions.add(id)
    },
    onsessionclosed: (id) => void sessions.delete(id),
  })
  const server = new ServerV1(
    { name: 'v1', title: 'Version One', version: '1.0.0' },
    { capabilities: { tools: {} }, instructions: 'Be kind.' },
  )
  server.setRequestHandler(ListToolsRequestSchema, () => ({ tools: [echo] }))
  await server.connect(transport)
  return transport
}

/** 2026-07-28; `dual` answers the legacy family too. */
export function startV2Server(era: 'dual' | 'modern'): Promise<Listening> {
  const handler = createMcpHandler(
    () => {
      const server = new ServerV2({ name: 'v2', version: '2.0.0' }, { capabilities: { tools: {} } })
      server.setRequestHandler('tools/list', async () => ({ tools: [echo], ttlMs: 0, cacheScope: 'private' as const }))
      return server
    },
    era === 'modern' ? { legacy: 'reject' } : {},
  )
  const handle = toNodeHandler(handler)
  return listen(async (req, res, body) => handle(req, res, body === '' ? undefined : JSON.parse(body)))
}
