/**
 * One tool call of the aggregated endpoint: the connection by its prefix, policy on the body, the person's own values,
 * then the upstream's answer as it comes. A session that the upstream has lost is opened anew, once.
 */
import { performance } from 'node:perf_hooks'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { postAccept, rpcErrors } from '#lib/mcp/protocol.ts'
import { answerError, gatewayErrors } from '../answer.ts'
import { type Call, noteCall } from '../call.ts'
import { promptToConnect } from '../connect-prompt.ts'
import { answerFailure } from '../failed-answer.ts'
import { isStream, toClientHeaders, toUpstreamHeaders } from '../headers.ts'
import { callDeadlineMs } from '../limits.ts'
import type { Project } from '../memory/directory.ts'
import type { Gear } from '../memory/gear.ts'
import type { UpstreamSession } from '../memory/session-cache.ts'
import type { Upstream } from '../memory/upstream.ts'
import { type Outcome, watchOutcome } from '../outcome.ts'
import type { Message } from '../read-message.ts'
import { type Head, relay, type Sink, toClient } from '../relay.ts'
import type { SessionMemory } from '../session-id.ts'
import { answerBrokenUpstream, answerUpstreamFailure, redirectSentence } from '../upstream-failure.ts'
import { toAnswerFor, toModernAnswer } from './modern-answer.ts'
import { splitAggregateName } from './names.ts'
import { toUpstreamMessage } from './to-upstream-message.ts'
import { findSession, forgetSession } from './upstream-session.ts'

export type ClientSession = { id: string; memory: SessionMemory | null }
type Calling = {
  gear: Gear
  call: Call
  message: Message & { id: string | number }
  client: ClientSession
  tool: string
  upstream: Upstream
}

export async function callProjectTool(
  gear: Gear,
  call: Call,
  project: Project,
  { message, client }: { message: Message & { id: string | number }; client: ClientSession },
): Promise<void> {
  const name = splitAggregateName(message.params.name)
  const connection = name && project.connections.find(({ slug }) => slug === name.slug)
  if (!connection) return answerUnknown(call, message)
  const note = (outcome: CallOutcome) =>
    noteCall(call, { connection, message, outcome, upstreamMs: null, tool: name.tool.slice(0, 200) })
  if (connection.isPaused) {
    note('denied')
    const text = `${connection.serverName} is paused in this project. Its owner can resume it.`
    return answerError(call.res, 200, { id: message.id, code: gatewayErrors.forbidden, message: text })
  }
  if (connection.allowedTools && !connection.allowedTools.has(name.tool)) {
    note('denied')
    return answerUnknown(call, message)
  }
  const resolved = await gear.upstreams.resolve(connection, call.principal)
  if (!resolved.ok) {
    note('needs_sign_in')
    return promptToConnect(call.res, message, { connection, reason: resolved.reason, session: client.memory })
  }
  return forward({ gear, call, message, client, tool: name.tool, upstream: resolved.upstream })
}

async function forward(calling: Calling): Promise<void> {
  const { gear, call, message, tool, upstream } = calling
  const startedAt = performance.now()
  let outcome: CallOutcome
  try {
    outcome =
      (await attempt(calling)) ?? (await attempt(calling)) ?? fail(calling, new Error('The session was lost twice.'))
    gear.usage.note(call.principal.keyId, upstream.credential)
  } catch (error) {
    outcome = fail(calling, error)
  }
  noteCall(call, {
    connection: upstream.connection,
    message,
    outcome,
    upstreamMs: performance.now() - startedAt,
    tool: tool.slice(0, 200),
  })
}

/** How it ended, or null when the upstream had lost the session. */
async function attempt(calling: Calling): Promise<CallOutcome | null> {
  const { gear, call, message, client, upstream } = calling
  const opened = await findSession(gear, upstream, client.id, call.signal)
  if (!opened.ok) return refuse(calling, opened.status)
  // A key's clients share one upstream session when they have none of their own, so their ids may clash.
  const sentId = message.isModern ? crypto.randomUUID() : message.id
  const request = toRequest(calling, opened.session, sentId)
  let outcome: Outcome<CallOutcome | null> = () => 'ok'
  const signal = call.signal
  await relay(
    {
      pool: gear.pools.poolOf(upstream),
      url: upstream.connection.url,
      method: 'POST',
      mask: upstream.mask,
      ...request,
      deadlineMs: callDeadlineMs,
      signal,
    },
    (head) => {
      const [sink, result] = receive(calling, opened.session, head, sentId)
      outcome = result
      return sink
    },
  )
  const ended = await outcome()
  if (ended === null) await forgetSession(gear, upstream, client.id)
  return ended
}

function toRequest({ message, tool, upstream }: Calling, session: UpstreamSession, id: string | number) {
  const { body, headers } = toUpstreamMessage({ ...message, id, params: { ...message.params, name: tool } }, session)
  const own = { accept: postAccept, 'content-type': 'application/json', ...headers }
  return {
    headers: toUpstreamHeaders(own, upstream.headers, headers['mcp-session-id'] ?? null),
    body: JSON.stringify(body),
  }
}

/** Decides by the head of the answer where its body goes. How it ends is null when the upstream has lost the session. */
function receive(
  calling: Calling,
  session: UpstreamSession,
  head: Head,
  sentId: string | number,
): [Sink | null, Outcome<CallOutcome | null>] {
  const { call, message } = calling
  const { res } = call
  const { serverName } = calling.upstream.connection
  if (head.status === 404 && session.headers['mcp-session-id']) return [null, () => null]
  if (head.status === 401 || head.status === 403 || (head.status >= 300 && head.status < 400)) {
    const outcome = refuse(calling, head.status)
    return [null, () => outcome]
  }
  const isRewritten = sentId !== message.id
  if (head.status >= 400) {
    const headers = toClientHeaders(head.headers, calling.upstream.mask)
    const rewrite = (text: string) => (isRewritten ? toAnswerFor(text, { sentId, id: message.id }) : text)
    const sink = answerFailure(res, { status: head.status, headers, serverName, id: message.id, rewrite })
    return [sink, sink.outcome]
  }
  const { 'content-length': length, ...headers } = toClientHeaders(head.headers, calling.upstream.mask)
  res.writeHead(head.status, isRewritten || length === undefined ? headers : { ...headers, 'content-length': length })
  res.flushHeaders()
  const watched = watchOutcome(toClient(res))
  if (!isRewritten) return [watched, watched.outcome]
  const rewriting = { isStream: isStream(head.headers), sentId, id: message.id, serverName }
  return [toModernAnswer(watched, rewriting), watched.outcome]
}

/** Answers for an upstream that does not let the call in. */
async function refuse({ gear, call, message, client, upstream }: Calling, status: number): Promise<CallOutcome> {
  const { connection, credential } = upstream
  if (status === 401 && credential) {
    await gear.usage.reject(credential, connection, call.at)
    promptToConnect(call.res, message, { connection, reason: 'rejected', session: client.memory })
    return 'needs_sign_in'
  }
  const isDenied = status === 401 || status === 403
  const sentence = isDenied
    ? `${connection.serverName} does not allow this with the sign-in it was given.`
    : unusableSentence(connection.serverName, status)
  answerUpstreamFailure(call.res, message, sentence)
  return isDenied ? 'denied' : 'upstream_failed'
}

function unusableSentence(serverName: string, status: number): string {
  if (status >= 300 && status < 400) return redirectSentence(serverName)
  return `${serverName} answered in a way that Jetway cannot use (status ${status}).`
}

function fail({ call, message, upstream }: Calling, error: unknown): CallOutcome {
  if (call.signal.aborted) return 'cancelled'
  answerBrokenUpstream(call.res, message, { serverName: upstream.connection.serverName, error })
  return 'upstream_failed'
}

function answerUnknown({ res }: Call, { id, params }: Message): void {
  answerError(res, 200, { id, code: rpcErrors.invalidParams, message: `Unknown tool: ${String(params.name)}` })
}
