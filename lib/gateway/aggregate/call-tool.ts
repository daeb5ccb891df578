/**
 * One tool call of the aggregated endpoint: the connection by its prefix, then the road to its server. A session that the
 * upstream has lost is opened anew, once.
 */
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { OutboundError } from '#lib/http/errors.ts'
import { postAccept } from '#lib/mcp/protocol.ts'
import { unknownTool } from '../admit.ts'
import type { Call } from '../call.ts'
import { passFailure } from '../failed-answer.ts'
import { isStream, toClientHeaders, toUpstreamHeaders } from '../headers.ts'
import { callDeadlineMs } from '../limits.ts'
import type { UpstreamSession } from '../memory/session-cache.ts'
import type { Upstream } from '../memory/upstream.ts'
import { watchOutcome } from '../outcome.ts'
import type { ClientRequest } from '../read-message.ts'
import { travel } from '../road.ts'
import { type Answer, send, toClient } from '../send.ts'
import type { SessionMemory } from '../session-id.ts'
import { toAnswerFor, toModernAnswer } from './modern-answer.ts'
import { splitAggregateName } from './names.ts'
import { toUpstreamMessage } from './to-upstream-message.ts'
import { findSession, forgetSession } from './upstream-session.ts'

export type ClientSession = { id: string; memory: SessionMemory | null }

type Calling = { call: Call; message: ClientRequest; client: ClientSession; tool: string; sentId: string | number }

export async function callProjectTool(call: Call, message: ClientRequest, client: ClientSession): Promise<void> {
  const name = splitAggregateName(message.params.name)
  const connection = name && call.project.connections.find(({ slug }) => slug === name.slug)
  if (!connection) throw unknownTool(message)
  // A key's clients share one upstream session when they have none of their own, so their ids may clash.
  const sentId = message.isModern ? crypto.randomUUID() : message.id
  const calling = { call, message, client, tool: name.tool, sentId }
  return travel(call, {
    connection,
    message,
    tool: name.tool,
    session: client.memory,
    send: (upstream) => sendInSession(calling, upstream),
    passOn: (answer, upstream) => passOn(calling, answer, upstream),
  })
}

async function sendInSession(calling: Calling, upstream: Upstream): Promise<Answer> {
  const { call, client } = calling
  for (let attempt = 1; attempt <= 2; attempt += 1) {
    const session = await findSession(call, upstream, client.id)
    const answer = await send(toRequest(calling, upstream, session))
    if (answer.status !== 404 || !session.headers['mcp-session-id']) return answer
    answer.discard()
    await forgetSession(call.memory, upstream, client.id)
  }
  throw new OutboundError('reset', 'The session was lost twice.')
}

function toRequest({ call, message, tool, sentId }: Calling, upstream: Upstream, session: UpstreamSession) {
  const { params } = message
  const { body, headers } = toUpstreamMessage({ ...message, id: sentId, params: { ...params, name: tool } }, session)
  const own = { accept: postAccept, 'content-type': 'application/json', ...headers }
  return {
    pool: call.memory.pools.poolOf(upstream),
    url: upstream.connection.url,
    method: 'POST',
    headers: toUpstreamHeaders(own, upstream.headers, headers['mcp-session-id'] ?? null),
    mask: upstream.mask,
    body: JSON.stringify(body),
    deadlineMs: callDeadlineMs,
    signal: call.signal,
  } as const
}

async function passOn({ call, message, sentId }: Calling, answer: Answer, upstream: Upstream): Promise<CallOutcome> {
  const { res } = call
  const { serverName } = upstream.connection
  const isRewritten = sentId !== message.id
  const ids = { sentId, id: message.id }
  const { 'content-length': length, ...headers } = toClientHeaders(answer.headers, upstream.mask)
  if (answer.status >= 400) {
    const rewrite = (text: string) => (isRewritten ? toAnswerFor(text, ids) : text)
    return passFailure(res, answer, { headers, serverName, id: message.id, rewrite })
  }
  res.writeHead(answer.status, isRewritten || length === undefined ? headers : { ...headers, 'content-length': length })
  res.flushHeaders()
  const watched = watchOutcome(toClient(res))
  await answer.pipeTo(
    isRewritten ? toModernAnswer(watched, { ...ids, isStream: isStream(answer.headers), serverName }) : watched,
  )
  return watched.outcome()
}
