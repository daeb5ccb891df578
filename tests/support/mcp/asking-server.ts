/**
 * A server of the official SDK v1, with sessions, whose tools ask the client while they run and say what they were told. What
 * a tool asks carries the `note` of its call.
 */
import { randomUUID } from 'node:crypto'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import {
  CallToolRequestSchema,
  CreateMessageResultSchema,
  ElicitResultSchema,
  EmptyResultSchema,
  ListRootsResultSchema,
  ListToolsRequestSchema,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js'
import { type Listening, listen } from './listen.ts'

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>
type Tool = (extra: Extra, note: string) => Promise<unknown>

const tools: Record<string, Tool> = {
  elicit: async (extra, note) => {
    const requestedSchema = { type: 'object' as const, properties: { answer: { type: 'string' as const } } }
    const asked = { method: 'elicitation/create' as const, params: { message: note, requestedSchema } }
    return (await extra.sendRequest(asked, ElicitResultSchema)).content
  },
  sample: async (extra, note) => {
    const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: note } }]
    const asked = { method: 'sampling/createMessage' as const, params: { messages, maxTokens: 10 } }
    return (await extra.sendRequest(asked, CreateMessageResultSchema)).content
  },
  roots: async (extra) => (await extra.sendRequest({ method: 'roots/list' }, ListRootsResultSchema)).roots,
  ping: (extra) => extra.sendRequest({ method: 'ping' }, EmptyResultSchema),
  /** Says how far it is. */
  work: async (extra) => {
    const progressToken = extra._meta?.progressToken ?? ''
    for (const progress of [1, 2])
      await extra.sendNotification({ method: 'notifications/progress', params: { progressToken, progress, total: 2 } })
    return 'worked'
  },
  /** Asks, and then no longer wants to know. */
  withdraw: async (extra, note) => {
    const asking = new AbortController()
    const requestedSchema = { type: 'object' as const, properties: {} }
    const asked = { method: 'elicitation/create' as const, params: { message: note, requestedSchema } }
    setImmediate(() => asking.abort('never mind'))
    return extra.sendRequest(asked, ElicitResultSchema, { signal: asking.signal })
  },
  /** Hears how far the client is with its answer. */
  listen: async (extra, note) => {
    const heard: number[] = []
    const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: note } }]
    const asked = { method: 'sampling/createMessage' as const, params: { messages, maxTokens: 10 } }
    await extra.sendRequest(asked, CreateMessageResultSchema, {
      onprogress: ({ progress }) => void heard.push(progress),
    })
    return heard
  },
}

/** `beforeAsking` holds every tool until it resolves. */
export function startAskingServer(beforeAsking: () => Promise<void> = async () => {}): Promise<Listening> {
  const transports = new Map<string, StreamableHTTPServerTransport>()

  async function open(): Promise<StreamableHTTPServerTransport> {
    const transport = new StreamableHTTPServerTransport({
      sessionIdGenerator: randomUUID,
      onsessioninitialized: (id) => void transports.set(id, transport),
    })
    const server = new Server({ name: 'asking', version: '1' }, { capabilities: { tools: {} } })
    server.setRequestHandler(ListToolsRequestSchema, () => ({
      tools: Object.keys(tools).map((name) => ({ name, inputSchema: { type: 'object' as const } })),
    }))
    server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
      await beforeAsking()
      return { content: [{ type: 'text', text: await use(params.name, extra, String(params.arguments?.note)) }] }
    })
    await server.connect(transport)
    return transport
  }

  return listen(async (req, res, body) => {
    const id = req.headers['mcp-session-id']
    const transport = (typeof id === 'string' && transports.get(id)) || (await open())
    await transport.handleRequest(req, res, body === '' ? undefined : JSON.parse(body))
  })
}

async function use(name: string, extra: Extra, note: string): Promise<string> {
  try {
    return JSON.stringify((await tools[name]?.(extra, note)) ?? null)
  } catch (error) {
    return `refused: ${error instanceof Error ? error.message : error}`
  }
}
