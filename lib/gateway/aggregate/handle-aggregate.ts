/**
 * `/mcp/<project>` and `/mcp`: all connections of a project as one server that speaks both families itself. Stateless
 * towards clients: the session id of a legacy client is sealed and carries what must be remembered.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/lifecycle
 */
import {
  latestLegacyVersion,
  legacyVersions,
  mcpHeaders,
  metaKeys,
  modernVersion,
  rpcErrors,
} from '#lib/mcp/protocol.ts'
import { statusTool } from '#lib/projects/connections/tool-names.ts'
import type { Call } from '../call.ts'
import { canElicitUrl } from '../connect-prompt.ts'
import { methodNotAllowed, Refusal } from '../refusal.ts'
import { answerResult, answerText, resultText } from '../wire/answer.ts'
import type { ClientMessage, ClientRequest } from '../wire/read-message.ts'
import { requireUnambiguous } from '../wire/unambiguous.ts'
import { callProjectTool } from './call-tool.ts'
import {
  type ClientSession,
  endClientSession,
  newClientSession,
  readClientSession,
  toCapabilities,
} from './client-session.ts'
import { openClientStream } from './client-stream.ts'
import { introduce } from './introduce.ts'
import { standProject } from './merge-tools.ts'
import { toPage } from './page-tools.ts'
import { requireVersion } from './require-version.ts'
import { toStatusText, toStatusTool } from './status-tool.ts'
import { deliverAnswer, deliverNotice } from './while-calling.ts'

const capabilities = { tools: {} }
const listTtlMs = 30_000

type Handler = (call: Call, request: ClientRequest, client: ClientSession) => Promise<void>

const legacyMethods: Record<string, Handler> = {
  initialize,
  ping: async ({ res }, { id }) => answerResult(res, id, {}),
  'tools/list': listTools,
  'tools/call': callTool,
}

const modernMethods: Record<string, Handler> = {
  'server/discover': discover,
  'tools/list': listTools,
  'tools/call': callTool,
}

/** `message` is null for GET, by which a client listens, and for DELETE, by which it ends its session. */
export async function handleAggregate(call: Call, message: ClientMessage | null): Promise<void> {
  if (message) {
    requireUnambiguous(message)
    requireVersion(message, call.req.headers[mcpHeaders.protocolVersion])
  }
  const client = await readClientSession(call, message)
  if (!message) return call.stream ? listen(call, client) : endSession(call, client)
  if (message.kind === 'request') return answer(call, message, client)
  if (message.kind === 'response') await deliverAnswer(call, client, message)
  else await deliverNotice(call, client, message)
  call.res.writeHead(202).end()
}

async function answer(call: Call, request: ClientRequest, client: ClientSession): Promise<void> {
  const { method, isModern } = request
  const methods = isModern ? modernMethods : legacyMethods
  const handle = Object.hasOwn(methods, method) ? methods[method] : undefined
  if (handle) return handle(call, request, client)
  const message = `Method not found: ${method}`
  throw new Refusal({ status: isModern ? 404 : 200, code: rpcErrors.methodNotFound, message })
}

async function initialize(call: Call, request: ClientRequest): Promise<void> {
  const asked = request.params.protocolVersion
  const protocolVersion = legacyVersions.find((version) => version === asked) ?? latestLegacyVersion
  const said = toCapabilities(request.params.capabilities)
  const sessionId = newClientSession(call, { protocolVersion, canElicitUrl: canElicitUrl(request), capabilities: said })
  const result = { protocolVersion, capabilities, serverInfo: serverInfo(call), instructions: await introduce(call) }
  answerResult(call.res, request.id, result, { [mcpHeaders.sessionId]: sessionId })
}

async function discover(call: Call, { id }: ClientRequest): Promise<void> {
  answerResult(call.res, id, {
    resultType: 'complete',
    supportedVersions: [modernVersion],
    capabilities,
    instructions: await introduce(call),
    ttlMs: listTtlMs,
    cacheScope: 'private',
    _meta: { [metaKeys.serverInfo]: serverInfo(call) },
  })
}

async function listTools(call: Call, { id, params, isModern }: ClientRequest): Promise<void> {
  const standings = await standProject(call, isModern)
  const tools = [...standings.flatMap((standing) => standing.tools), toStatusTool(standings) ?? []].flat()
  const page = toPage(
    tools.sort((a, b) => (a.name < b.name ? -1 : 1)),
    params.cursor,
  )
  const caching = isModern ? { resultType: 'complete', ttlMs: listTtlMs, cacheScope: 'private' } : {}
  const members = { ...caching, ...(page.nextCursor !== undefined && { nextCursor: page.nextCursor }) }
  const before = JSON.stringify(members).slice(1, -1)
  const list = `"tools":[${page.tools.map(({ text }) => text).join(',')}]`
  answerText(call.res, 200, resultText(id, `{${before}${before && ','}${list}}`))
}

async function callTool(call: Call, request: ClientRequest, client: ClientSession): Promise<void> {
  if (request.params.name !== statusTool) return callProjectTool(call, request, client)
  const text = toStatusText(await standProject(call, request.isModern))
  const complete = request.isModern ? { resultType: 'complete' } : {}
  answerResult(call.res, request.id, { ...complete, content: [{ type: 'text', text }] })
}

function serverInfo({ project }: Call) {
  return { name: 'jetway', title: project.name, version: '1' }
}

/** Without a session there is nobody to tell. */
async function listen(call: Call, client: ClientSession): Promise<void> {
  if (!client.memory) throw methodNotAllowed('POST')
  await openClientStream(call, client.id)
}

async function endSession(call: Call, client: ClientSession): Promise<void> {
  if (!client.memory) throw methodNotAllowed('POST')
  await endClientSession(call, client)
  call.res.writeHead(204).end()
}
