/** What the official suites ask a server of 2025-11-25 for, on the official SDK. */
import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import { Server } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import type { RequestHandlerExtra } from '@modelcontextprotocol/sdk/shared/protocol.js'
import {
  CallToolRequestSchema,
  type ContentBlock,
  CreateMessageResultSchema,
  type ElicitRequestFormParams,
  ElicitResultSchema,
  ListToolsRequestSchema,
  type ServerNotification,
  type ServerRequest,
} from '@modelcontextprotocol/sdk/types.js'
import { elicitations, isLocal, plainTools, text } from './tools.ts'

type Asked = ElicitRequestFormParams['requestedSchema']['properties']
type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>
type Tool = { schema?: object; run: (args: Record<string, string>, extra: Extra) => Promise<ContentBlock[]> }

const string = { type: 'string' }

async function elicit(extra: Extra, message: string, properties: Asked): Promise<ContentBlock[]> {
  const params = { message, requestedSchema: { type: 'object' as const, properties } }
  const given = await extra.sendRequest({ method: 'elicitation/create' as const, params }, ElicitResultSchema)
  return [text(`Elicitation completed: action=${given.action}, content=${JSON.stringify(given.content ?? {})}`)]
}

const tools: Record<string, Tool> = {
  ...Object.fromEntries(Object.entries(plainTools).map(([name, content]) => [name, { run: async () => content }])),
  test_error_handling: {
    run: async () => {
      throw new Error('This tool intentionally returns an error for testing')
    },
  },
  test_tool_with_logging: {
    run: async (_args, extra) => {
      for (const data of ['Tool execution started', 'Tool processing data', 'Tool execution completed']) {
        await extra.sendNotification({ method: 'notifications/message', params: { level: 'info', data } })
        await wait(50)
      }
      return [text('logged')]
    },
  },
  test_tool_with_progress: {
    run: async (_args, extra) => {
      const progressToken = extra._meta?.progressToken
      for (const progress of [0, 50, 100]) {
        if (progressToken !== undefined)
          await extra.sendNotification({
            method: 'notifications/progress',
            params: { progressToken, progress, total: 100 },
          })
        await wait(50)
      }
      return [text('progressed')]
    },
  },
  test_sampling: {
    schema: { properties: { prompt: string }, required: ['prompt'] },
    run: async ({ prompt = '' }, extra) => {
      const messages = [{ role: 'user' as const, content: { type: 'text' as const, text: prompt } }]
      const request = { method: 'sampling/createMessage' as const, params: { messages, maxTokens: 100 } }
      const { content } = await extra.sendRequest(request, CreateMessageResultSchema)
      return [text(`LLM response: ${'text' in content ? content.text : ''}`)]
    },
  },
  test_elicitation: {
    schema: { properties: { message: string }, required: ['message'] },
    run: ({ message = '' }, extra) => elicit(extra, message, elicitations.person),
  },
  test_elicitation_sep1034_defaults: { run: (_args, extra) => elicit(extra, 'Defaults', elicitations.defaults) },
  test_elicitation_sep1330_enums: { run: (_args, extra) => elicit(extra, 'Enums', elicitations.enums) },
  json_schema_2020_12_tool: {
    schema: {
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      $defs: { address: { type: 'object', properties: { street: string, city: string } } },
      properties: { name: string, address: { $ref: '#/$defs/address' } },
      additionalProperties: false,
    },
    run: async (args) => [text(JSON.stringify(args))],
  },
}

function build(): Server {
  const server = new Server({ name: 'fixture', version: '1.0.0' }, { capabilities: { tools: {}, logging: {} } })
  server.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: Object.entries(tools).map(([name, { schema }]) => ({
      name,
      description: `Fixture tool ${name}`,
      inputSchema: { type: 'object' as const, ...schema },
    })),
  }))
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const tool = Object.hasOwn(tools, params.name) ? tools[params.name] : undefined
    if (!tool) throw new Error(`Unknown tool: ${params.name}`)
    try {
      return { content: await tool.run((params.arguments ?? {}) as Record<string, string>, extra) }
    } catch (error) {
      return { isError: true, content: [text(error instanceof Error ? error.message : '')] }
    }
  })
  return server
}

export type Fixture = { url: string; close: () => void }

export async function startLegacyFixture(): Promise<Fixture> {
  const sessions = new Map<string, StreamableHTTPServerTransport>()
  const answer = async (req: IncomingMessage, res: ServerResponse) => {
    if (!isLocal(req.headers)) return void res.writeHead(403).end()
    const given = req.headers['mcp-session-id']
    const known = typeof given === 'string' ? sessions.get(given) : undefined
    if (given !== undefined && !known) return void res.writeHead(404).end()
    const body = (await buffer(req)).toString()
    const transport = known ?? (await open(sessions))
    await transport.handleRequest(req, res, body ? JSON.parse(body) : undefined)
  }
  const server = createServer((req, res) => void answer(req, res).catch(() => res.destroy()))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://localhost:${port}/mcp`, close: () => void server.close().closeAllConnections() }
}

async function open(sessions: Map<string, StreamableHTTPServerTransport>): Promise<StreamableHTTPServerTransport> {
  const transport = new StreamableHTTPServerTransport({
    sessionIdGenerator: randomUUID,
    onsessioninitialized: (id) => void sessions.set(id, transport),
    onsessionclosed: (id) => void sessions.delete(id),
  })
  await build().connect(transport)
  return transport
}
