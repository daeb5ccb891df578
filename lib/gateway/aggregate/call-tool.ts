/**
 * One tool call of the aggregated endpoint: the connection and the tool by the name that was handed out, then the road to the
 * server, in a session of this client. A session that the server has lost is opened anew, once.
 */
import { performance } from 'node:perf_hooks'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { newRpcId } from '#lib/mcp/new-rpc-id.ts'
import { mcpHeaders, postAccept } from '#lib/mcp/protocol.ts'
import { callSession } from '#lib/mcp/session.ts'
import { unknownTool } from '../admit.ts'
import type { Call } from '../call.ts'
import { passFailure } from '../failed-answer.ts'
import type { UpstreamSession } from '../memory/session-cache.ts'
import type { Upstream } from '../memory/upstream.ts'
import { travel } from '../road.ts'
import { isStream, toClientHeaders, toUpstreamHeaders } from '../wire/headers.ts'
import type { ClientRequest } from '../wire/read-message.ts'
import { type Answer, send } from '../wire/send.ts'
import type { ClientSession } from './client-session.ts'
import { findTool } from './find-tool.ts'
import { toFailedAnswer } from './from-server.ts'
import { unlessSessionLost } from './lost-session.ts'
import { passBack } from './pass-back.ts'
import { toUpstreamCallHeaders, toUpstreamText } from './to-upstream-text.ts'
import { toPeer } from './upstream-peer.ts'
import { findSession, forgetSession } from './upstream-session.ts'
import { tellCancelled, toClientText } from './while-calling.ts'

/** The modern family gives errors with these; to the other they say that the request or its session is lost. */
const modernStatuses = new Set([400, 404])

type Calling = { call: Call; request: ClientRequest; client: ClientSession; tool: string }
/** A call as it was sent. */
type Sent = Answer & { sentId: number; session: UpstreamSession }

export async function callProjectTool(call: Call, request: ClientRequest, client: ClientSession): Promise<void> {
  const found = await findTool(call, request.params.name)
  if (!found) throw unknownTool(request)
  const { connection, tool } = found
  const calling = { call, request, client, tool }
  const name = { clientSessionId: client.id, requestId: request.id }
  // Clients without a session of their own cannot be told apart, so none of them cancels.
  const forget = client.memory ? call.memory.calls.add(name, call.cancel) : () => {}
  await travel(call, {
    connection,
    message: request,
    tool,
    session: client.memory,
    listener: client.id,
    send: (upstream) => sendInSession(calling, upstream),
    passOn: (sent, upstream) => passOn(calling, sent, upstream),
  }).finally(forget)
}

/** A session that the server has lost is opened anew, once for each call; what it says then is its answer. */
async function sendInSession(calling: Calling, upstream: Upstream): Promise<Sent> {
  const { call, client } = calling
  for (let attempt = 1; ; attempt += 1) {
    const session = await findSession(call, upstream, client)
    const sentId = newRpcId()
    const forget = tellCancelled({ call, client, upstream, session }, calling.request, sentId)
    const answer = await send(toRequest(calling, upstream, session, sentId))
    if (attempt > 1 || !session.headers[mcpHeaders.sessionId]) return { ...answer, sentId, session }
    const ping = () => callSession(toPeer(call.memory, upstream, call.signal), session, 'ping')
    const kept = await unlessSessionLost(answer, ping)
    if (kept) return { ...kept, sentId, session }
    forget()
    await forgetSession(call.memory, upstream, client.id)
  }
}

function toRequest({ call, request, tool }: Calling, upstream: Upstream, session: UpstreamSession, sentId: number) {
  const headers = toUpstreamCallHeaders(request, tool, session)
  const own = { ...paramHeaders(call, session), ...headers, accept: postAccept, 'content-type': 'application/json' }
  return {
    pool: call.memory.pools.poolOf(upstream),
    url: upstream.request.url,
    method: 'POST',
    headers: toUpstreamHeaders(own, upstream.request.headers, headers[mcpHeaders.sessionId] ?? null),
    mask: upstream.mask,
    body: toUpstreamText(request, { id: sentId, tool }, session),
    silenceMs: upstream.connection.patience.silenceMs,
    totalMs: upstream.connection.patience.totalMs,
    signal: call.signal,
  } as const
}

/** What of a modern call stands in headers too. */
function paramHeaders({ req }: Call, { era }: UpstreamSession) {
  const isParam = ([name]: [string, unknown]) => era === 'modern' && name.startsWith(mcpHeaders.paramPrefix)
  return Object.fromEntries(Object.entries(req.headers).filter(isParam))
}

async function passOn(calling: Calling, sent: Sent, upstream: Upstream): Promise<CallOutcome> {
  const { call, request, client } = calling
  const { sentId, session } = sent
  const { serverName } = upstream.connection
  const isCrossing = request.isModern !== (session.era === 'modern')
  if (sent.status >= 400) {
    const headers = toClientHeaders(sent.headers, upstream.mask)
    const reader = { id: request.id, isModern: request.isModern, isCrossing, serverName }
    const rewrite = (text: string) => toFailedAnswer(text, sentId, reader)
    const isOnlyModern = isCrossing && !request.isModern && modernStatuses.has(sent.status)
    const rpcStatus = isOnlyModern ? 200 : sent.status
    return passFailure(call.res, sent, { headers, serverName, id: request.id, rewrite, rpcStatus })
  }
  return passBack(call, sent, {
    request,
    sentId,
    isCrossing,
    serverName,
    mask: upstream.mask,
    resume: session.era === 'modern' ? null : (lastEventId) => resume(calling, upstream, sent, lastEventId),
    toClientText: (message) => toClientText(message, { call, client, upstream, session }),
  })
}

/** The rest of an answer whose stream the server has closed. All of it stays within the call's own time. */
async function resume({ call }: Calling, upstream: Upstream, { session }: Sent, lastEventId: string) {
  const { silenceMs, totalMs } = upstream.connection.patience
  const own = { ...session.headers, accept: 'text/event-stream', [mcpHeaders.lastEventId]: lastEventId }
  const answer = await send({
    pool: call.memory.pools.poolOf(upstream, 'streams'),
    url: upstream.request.url,
    method: 'GET',
    headers: toUpstreamHeaders(own, upstream.request.headers, session.headers[mcpHeaders.sessionId] ?? null),
    mask: upstream.mask,
    body: null,
    silenceMs,
    totalMs: Math.max(1, totalMs - (performance.now() - call.startedAt)),
    signal: call.signal,
  })
  if (answer.status === 200 && isStream(answer.headers)) return answer
  answer.discard()
  return null
}
