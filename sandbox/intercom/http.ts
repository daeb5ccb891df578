import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http'
import type { SignIn } from '../sign-in/sign-in.ts'
import { isRecord } from '../web/json.ts'
import { readRequest } from '../web/read-request.ts'
import { type HttpRequest, jsonReply, notFoundReply, type Reply, toPathname } from '../web/reply.ts'
import { authorize, type Grant, type Tokens } from './auth.ts'
import type { CallRecord } from './calls.ts'
import type { Region } from './data/types.ts'
import { answerMcp, type Endpoint, readSessionId } from './endpoint.ts'
import { type FaultOptions, type Faults, sendEndlessly } from './faults.ts'

/** One host with its own tokens, sessions and sign-in. */
export interface Deployment extends Endpoint {
  region: Region
  tokens: Tokens
  faults: Faults
  signIn: SignIn
  record(call: CallRecord): void
}

export function createListener(deployment: Deployment): RequestListener {
  return (incoming, response) => {
    serve(deployment, incoming, response).catch((error: unknown) => {
      if (response.headersSent || response.destroyed) return
      send(response, jsonReply(500, { error: 'internal_error', error_description: String(error) }))
    })
  }
}

async function serve(deployment: Deployment, incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const request = await readRequest(incoming)
  if (request === null) return send(response, jsonReply(413, { error: 'payload_too_large' }, { connection: 'close' }))
  const call = createCall(deployment, request)
  if (call) deployment.record(call)
  const fault = deployment.faults.find(deployment.region, call?.method ?? null)
  if (fault && (await misbehave(deployment, fault, response))) return
  if (response.destroyed) return
  const reply = route(deployment, request, call)
  if (call) call.status = reply.status
  send(response, reply)
}

/** Only requests to the MCP endpoint are recorded. */
function createCall({ region }: Deployment, request: HttpRequest): CallRecord | null {
  if (toPathname(request.path) !== '/mcp') return null
  const message = isRecord(request.body.json) ? request.body.json : {}
  const params = isRecord(message.params) ? message.params : {}
  return {
    region,
    httpMethod: request.method,
    method: typeof message.method === 'string' ? message.method : null,
    tool: message.method === 'tools/call' && typeof params.name === 'string' ? params.name : null,
    workspace: null,
    token: null,
    sessionId: readSessionId(request) ?? null,
    headers: request.headers,
    status: null,
  }
}

/** True if the fault has taken the answer over. */
async function misbehave({ faults }: Deployment, fault: FaultOptions, response: ServerResponse): Promise<boolean> {
  switch (fault.kind) {
    case 'slow':
      await faults.wait(fault, response)
      return false
    case 'down':
      response.destroy()
      return true
    case 'huge':
      sendEndlessly(response)
      return true
    case 'http-500':
      send(response, { status: 500, headers: { 'content-type': 'text/plain' }, body: 'Internal Server Error' })
      return true
    case 'rate-limited':
      send(response, toRateLimited())
      return true
  }
}

function toRateLimited(): Reply {
  const resetAt = Math.floor(Date.now() / 1_000) + 10
  return jsonReply(
    429,
    { type: 'error.list', errors: [{ code: 'rate_limit_exceeded', message: 'Exceeded rate limit' }] },
    {
      'x-ratelimit-limit': '1666',
      'x-ratelimit-remaining': '0',
      'x-ratelimit-reset': String(resetAt),
      'retry-after': '10',
    },
  )
}

function route(deployment: Deployment, request: HttpRequest, call: CallRecord | null): Reply {
  const path = toPathname(request.path)
  if (/^\/(mcp|sse)(\/|$)/.test(path)) return routeProtected(deployment, request, call)
  return deployment.signIn.route(request) ?? notFoundReply()
}

function routeProtected(deployment: Deployment, request: HttpRequest, call: CallRecord | null): Reply {
  const grant = authorize(deployment.tokens, deployment.region, request.headers.authorization)
  if ('status' in grant) return grant
  if (toPathname(request.path) !== '/mcp') return notFoundReply()
  noteGrant(call, grant)
  const reply = answerMcp(deployment, grant, request)
  if (call) call.sessionId ??= reply.headers['mcp-session-id'] ?? null
  return reply
}

function noteGrant(call: CallRecord | null, { workspaceId, token }: Grant): void {
  if (call === null) return
  call.workspace = workspaceId
  call.token = token
}

function send(response: ServerResponse, { status, headers, body }: Reply): void {
  response.writeHead(status, headers)
  response.end(body)
}
