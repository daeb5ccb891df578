/**
 * A server of each family with the same tools, for whatever a client can do with one: see who it is, fail, hear how far a call
 * is, cancel it, be asked. The legacy one is of the SDK v1 and has sessions, the modern one of the SDK v2.
 */
import { randomUUID } from 'node:crypto'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { Server as ServerV1 } from '@modelcontextprotocol/sdk/server/index.js'
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js'
import {
  CallToolRequestSchema,
  ElicitResultSchema,
  ListToolsRequestSchema,
  McpError,
} from '@modelcontextprotocol/sdk/types.js'
import { createMcpHandler, inputRequired, ProtocolError, Server as ServerV2 } from '@modelcontextprotocol/server'
import { rpcErrors } from '#lib/mcp/protocol.ts'
import { type Listening, listen } from './listen.ts'
import { fingerprint } from './whoami-server.ts'

export type WorkingServer = Listening & {
  /** Resolves when somebody has called `hold`, and when that call is cancelled. */
  held: Promise<void>
  cancelled: Promise<void>
  /** Lets `steps` answer, which before says how far it is. */
  finish: () => void
}

type Progress = { progressToken: string | number; progress: number; total: number }
type Said = { content: { type: 'text'; text: string }[]; isError?: true }
type Task = {
  authorization: string | null | undefined
  progressToken: string | number | undefined
  notify: (notification: { method: 'notifications/progress'; params: Progress }) => Promise<void>
  signal: AbortSignal
}

export const workingTools = ['ask', 'fail', 'hold', 'steps', 'whoami']

const list = () => ({ tools: workingTools.map((name) => ({ name, inputSchema: { type: 'object' as const } })) })
const says = (text: string) => ({ content: [{ type: 'text' as const, text }] })
const properties = { answer: { type: 'string' as const } }
const question = { message: 'May I?', requestedSchema: { type: 'object' as const, properties } }

export async function startLegacyWorker(): Promise<WorkingServer> {
  const { seen, work } = createWork('legacy')
  const transports = new Map<string, StreamableHTTPServerTransport>()

  async function open(): Promise<StreamableHTTPServerTransport> {
    const onsessioninitialized = (id: string) => void transports.set(id, transport)
    const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: randomUUID, onsessioninitialized })
    const server = new ServerV1({ name: 'legacy', version: '1' }, { capabilities: { tools: {} } })
    server.setRequestHandler(ListToolsRequestSchema, list)
    server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
      if (params.name === 'ask') {
        const asked = { method: 'elicitation/create' as const, params: question }
        return says(`legacy heard ${JSON.stringify(await extra.sendRequest(asked, ElicitResultSchema))}`)
      }
      const authorization = extra.requestInfo?.headers.authorization?.toString()
      const { _meta, sendNotification: notify, signal } = extra
      const done = await work(params.name, { authorization, progressToken: _meta?.progressToken, notify, signal })
      if (!done) throw new McpError(rpcErrors.invalidParams, `legacy has no tool ${params.name}`)
      return done
    })
    await server.connect(transport)
    return transport
  }

  const server = await listen(async (req, res, body) => {
    const id = req.headers['mcp-session-id']
    const transport = (typeof id === 'string' && transports.get(id)) || (await open())
    await transport.handleRequest(req, res, body === '' ? undefined : JSON.parse(body))
  })
  return { ...server, ...seen }
}

export async function startModernWorker(): Promise<WorkingServer> {
  const { seen, work } = createWork('modern')
  const open = () => {
    const server = new ServerV2({ name: 'modern', version: '1' }, { capabilities: { tools: {} } })
    server.setRequestHandler('tools/list', async () => ({ ...list(), ttlMs: 0, cacheScope: 'private' as const }))
    server.setRequestHandler('tools/call', async ({ params }, { mcpReq, http }) => {
      const { _meta, inputResponses, notify, signal } = mcpReq
      if (params.name === 'ask' && !inputResponses)
        return inputRequired({ inputRequests: { well: inputRequired.elicit(question) } })
      if (params.name === 'ask') return says(`modern heard ${JSON.stringify(inputResponses?.well)}`)
      const authorization = http?.req?.headers.get('authorization')
      const done = await work(params.name, { authorization, progressToken: _meta?.progressToken, notify, signal })
      if (!done) throw new ProtocolError(rpcErrors.invalidParams, `modern has no tool ${params.name}`)
      return done
    })
    return server
  }
  const handle = toNodeHandler(createMcpHandler(open, { legacy: 'reject' }))
  const server = await listen((req, res, body) => handle(req, res, body === '' ? undefined : JSON.parse(body)))
  return { ...server, ...seen }
}

/** What both do alike; null where there is no tool of that name. */
function createWork(family: string) {
  const [held, cancelled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const finished = Promise.withResolvers<void>()
  const tools: Record<string, (task: Task) => Said | Promise<Said>> = {
    whoami: ({ authorization }) => says(`${family} serves ${fingerprint(authorization?.replace('Bearer ', '') ?? '')}`),
    fail: () => ({ ...says(`${family} cannot do that`), isError: true }),
    steps: async ({ progressToken = 'nobody', notify }) => {
      for (const progress of [1, 2])
        await notify({ method: 'notifications/progress', params: { progressToken, progress, total: 2 } })
      await finished.promise
      return says(`${family} is done`)
    },
    hold: async ({ signal }) => {
      signal.addEventListener('abort', () => cancelled.resolve())
      held.resolve()
      await cancelled.promise
      return says(`${family} was cancelled`)
    },
  }
  return {
    seen: { held: held.promise, cancelled: cancelled.promise, finish: finished.resolve },
    work: async (name: string, task: Task) => (await tools[name]?.(task)) ?? null,
  }
}
