/** Streamable HTTP on `/mcp`, revisions 2025-03-26 and 2025-06-18, with sessions and answers framed as events. */

import { emptyReply, type HttpRequest, jsonReply, type Reply } from '../web/reply.ts'
import type { Grant } from './auth.ts'
import { answer, errorCodes, initialize, type Message, parseMessage, protocolVersions, type RpcOutcome } from './rpc.ts'
import type { Sessions } from './sessions.ts'
import type { ToolContext } from './tools/context.ts'

export interface Endpoint {
  sessions: Sessions
  toContext(grant: Grant): ToolContext
}

export function answerMcp(endpoint: Endpoint, grant: Grant, request: HttpRequest): Reply {
  if (request.method === 'POST') return answerPost(endpoint, grant, request)
  if (request.method === 'DELETE') return endSession(endpoint, grant, request)
  return refuse(405, errorCodes.badRequest, 'Method not allowed.', { allow: 'POST, DELETE' })
}

function answerPost(endpoint: Endpoint, grant: Grant, request: HttpRequest): Reply {
  const { accept = '', 'content-type': contentType = '' } = request.headers
  if (!accept.includes('application/json') || !accept.includes('text/event-stream')) {
    return refuse(
      406,
      errorCodes.badRequest,
      'Not Acceptable: Client must accept both application/json and text/event-stream',
    )
  }
  if (!contentType.includes('application/json')) {
    return refuse(415, errorCodes.badRequest, 'Unsupported Media Type: Content-Type must be application/json')
  }
  if (request.body.json === undefined) return refuse(400, errorCodes.parse, 'Parse error: Invalid JSON')
  const message = parseMessage(request.body.json)
  if (message === null) return refuse(400, errorCodes.invalidRequest, 'Invalid Request: Not a JSON-RPC message')
  if (message.kind === 'request' && message.method === 'initialize')
    return startSession(endpoint, grant, message, request)
  return checkSession(endpoint, grant, request) ?? answerInSession(endpoint, grant, message, request)
}

type RequestMessage = Extract<Message, { kind: 'request' }>

function startSession({ sessions }: Endpoint, grant: Grant, message: RequestMessage, request: HttpRequest): Reply {
  if (readSessionId(request) !== undefined) {
    return refuse(400, errorCodes.invalidRequest, 'Invalid Request: Server already initialized')
  }
  const outcome = initialize(message.params)
  return 'error' in outcome ? toEvent(message, outcome) : toEvent(message, outcome, sessions.start(grant.token))
}

function checkSession({ sessions }: Endpoint, grant: Grant, request: HttpRequest): Reply | null {
  const sessionId = readSessionId(request)
  if (sessionId === undefined)
    return refuse(400, errorCodes.badRequest, 'Bad Request: Mcp-Session-Id header is required')
  if (!sessions.has(sessionId, grant.token)) return refuse(404, errorCodes.sessionNotFound, 'Session not found')
  const version = request.headers['mcp-protocol-version']
  if (version === undefined || protocolVersions.some((each) => each === version)) return null
  const supported = protocolVersions.join(', ')
  return refuse(
    400,
    errorCodes.badRequest,
    `Bad Request: Unsupported protocol version (supported versions: ${supported})`,
  )
}

function answerInSession(endpoint: Endpoint, grant: Grant, message: Message, request: HttpRequest): Reply {
  if (message.kind !== 'request') return emptyReply(202)
  const outcome = answer(message.method, message.params, () => endpoint.toContext(grant))
  return toEvent(message, outcome, readSessionId(request))
}

function endSession(endpoint: Endpoint, grant: Grant, request: HttpRequest): Reply {
  const refusal = checkSession(endpoint, grant, request)
  if (refusal) return refusal
  endpoint.sessions.end(readSessionId(request) ?? '')
  return emptyReply(200)
}

export function readSessionId({ headers }: Pick<HttpRequest, 'headers'>): string | undefined {
  const value = headers['mcp-session-id']
  return Array.isArray(value) ? value.join(', ') : value
}

function toEvent({ id }: RequestMessage, outcome: RpcOutcome, sessionId?: string): Reply {
  return {
    status: 200,
    headers: {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache',
      ...(sessionId === undefined ? {} : { 'mcp-session-id': sessionId }),
    },
    body: `event: message\ndata: ${JSON.stringify({ jsonrpc: '2.0', id, ...outcome })}\n\n`,
  }
}

function refuse(status: number, code: number, message: string, headers: Record<string, string> = {}): Reply {
  return jsonReply(status, { jsonrpc: '2.0', error: { code, message }, id: null }, headers)
}
