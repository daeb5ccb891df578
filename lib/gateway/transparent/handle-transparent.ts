/**
 * `/mcp/<project>/<connection>`: one upstream, names untouched. The body is parsed once, for policy; the answer is
 * streamed as it comes. Version negotiation happens between the two real peers, so whatever they can do directly they
 * can do through here. Must stay true: what a session id or a socket belongs to is one version of one credential.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
 */
import type { IncomingHttpHeaders } from 'node:http'
import { performance } from 'node:perf_hooks'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { latestLegacyVersion, mcpHeaders, rpcErrors } from '#lib/mcp/protocol.ts'
import { answerError, gatewayErrors } from '../answer.ts'
import { type Call, noteCall } from '../call.ts'
import { canElicitUrl, promptToConnect } from '../connect-prompt.ts'
import { answerFailure } from '../failed-answer.ts'
import { filterTools } from '../filter-tools.ts'
import { isStream, toClientHeaders, toUpstreamHeaders } from '../headers.ts'
import { callDeadlineMs, listBytesMax } from '../limits.ts'
import type { Connected } from '../memory/directory.ts'
import type { Gear } from '../memory/gear.ts'
import type { Upstream } from '../memory/upstream.ts'
import { type Outcome, watchOutcome } from '../outcome.ts'
import type { Message } from '../read-message.ts'
import { collect, type Head, relay, type Sink, toClient } from '../relay.ts'
import { readSessionId, type SessionMemory, toSessionId } from '../session-id.ts'
import { answerBrokenUpstream, answerUpstreamFailure, redirectSentence } from '../upstream-failure.ts'

type Passage = { gear: Gear; call: Call; message: Message | null; upstream: Upstream; session: SessionMemory | null }

/** `message` is null for GET and DELETE, which have no body. */
export async function handleTransparent(
  gear: Gear,
  call: Call,
  connection: Connected,
  message: Message | null,
): Promise<void> {
  const { req, res, principal } = call
  if (connection.isPaused) {
    if (message) noteCall(call, { connection, message, outcome: 'denied', upstreamMs: null })
    const text = `${connection.serverName} is paused in this project. Its owner can resume it.`
    return answerError(res, hasId(message) ? 200 : 403, {
      id: message?.id,
      code: gatewayErrors.forbidden,
      message: text,
    })
  }
  if (message && isHiddenTool(connection, message)) {
    noteCall(call, { connection, message, outcome: 'denied', upstreamMs: null })
    return answerError(res, 200, {
      id: message.id,
      code: rpcErrors.invalidParams,
      message: `Unknown tool: ${String(message.params.name)}`,
    })
  }
  const resolved = await gear.upstreams.resolve(connection, principal)
  const given = req.headers[mcpHeaders.sessionId]
  const session = given === undefined ? null : readSessionId(given, sessionBinding(connection, principal))
  if (!resolved.ok) {
    if (message) noteCall(call, { connection, message, outcome: 'needs_sign_in', upstreamMs: null })
    return promptToConnect(res, message ?? silence, { connection, reason: resolved.reason, session })
  }
  if (call.stream) call.stream.credential = resolved.upstream.credential
  if (given !== undefined && session?.standsOn !== resolved.upstream.standsOn) {
    return answerError(res, 404, { id: message?.id, code: rpcErrors.sessionNotFound, message: 'Session not found' })
  }
  return pass({ gear, call, message, upstream: resolved.upstream, session })
}

const silence: Message = { bytes: Buffer.alloc(0), json: {}, id: null, method: null, params: {}, isModern: false }

function hasId(message: Message | null): boolean {
  return message !== null && message.id !== null
}

/** A hidden tool answers like an unknown one. */
function isHiddenTool({ allowedTools }: Connected, { method, params }: Message): boolean {
  return (
    allowedTools !== null &&
    method === 'tools/call' &&
    !(typeof params.name === 'string' && allowedTools.has(params.name))
  )
}

function sessionBinding({ id }: Connected, { personId, proof }: Call['principal']): string[] {
  return ['transparent', id, personId, proof]
}

async function pass(passage: Passage): Promise<void> {
  const { gear, call, message, upstream } = passage
  const { connection } = upstream
  const startedAt = performance.now()
  let outcome: Outcome = () => 'ok'
  try {
    await relay({ ...toRelayRequest(passage), signal: call.signal }, (head) => {
      const [sink, ending] = open(passage, head)
      outcome = ending
      return sink
    })
    gear.usage.note(call.principal.keyId, upstream.credential)
  } catch (error) {
    outcome = () => (call.signal.aborted ? 'cancelled' : 'upstream_failed')
    answerBrokenUpstream(call.res, message, { serverName: connection.serverName, error })
  }
  if (message)
    noteCall(call, { connection, message, outcome: await outcome(), upstreamMs: performance.now() - startedAt })
}

function toRelayRequest({ gear, call, message, upstream, session }: Passage) {
  const { req } = call
  // The body was read as UTF-8, so it goes on as that: a client's charset could make another message of it upstream.
  const own: IncomingHttpHeaders = { ...req.headers, 'content-type': message ? 'application/json' : undefined }
  // What a stream replays is not filtered, and a broken off tool list may be among it.
  if (upstream.connection.allowedTools) delete own[mcpHeaders.lastEventId]
  const headers = toUpstreamHeaders(own, upstream.headers, session?.upstream ?? null)
  // With a rule on tools the parsed body goes on, so that no other reader can see other members in it.
  const body = message && (upstream.connection.allowedTools ? JSON.stringify(message.json) : message.bytes)
  const method = req.method === 'GET' || req.method === 'DELETE' ? req.method : 'POST'
  const isEar = method === 'GET'
  return {
    pool: gear.pools.poolOf(upstream, isEar ? 'streams' : 'calls'),
    url: upstream.connection.url,
    method,
    headers,
    mask: upstream.mask,
    body,
    deadlineMs: isEar ? 0 : callDeadlineMs,
  } as const
}

/** Decides by the head of the answer where its body goes. */
function open(passage: Passage, head: Head): [Sink | null, Outcome] {
  const { call, message, upstream } = passage
  const { res } = call
  if (head.status === 401 || (head.status === 403 && head.headers['www-authenticate']))
    return refuseSignIn(passage, head)
  if (head.status >= 300 && head.status < 400) {
    answerUpstreamFailure(res, message, redirectSentence(upstream.connection.serverName))
    return [null, () => 'upstream_failed']
  }
  const headers = { ...toClientHeaders(head.headers, upstream.mask), ...sessionHeader(passage, head) }
  const { allowedTools, serverName } = upstream.connection
  if (head.status >= 400) {
    const failed = { status: head.status, headers, serverName, id: message?.id ?? null }
    const sink = answerFailure(res, failed)
    return [sink, sink.outcome]
  }
  if (allowedTools && message?.method === 'tools/list' && head.status === 200) {
    return [collect(listBytesMax, (body) => finishList(passage, { head, headers, body, allowedTools })), () => 'ok']
  }
  res.writeHead(head.status, headers)
  res.flushHeaders()
  const sink = toClient(res)
  if (message?.method !== 'tools/call') return [sink, () => 'ok']
  const watched = watchOutcome(sink)
  return [watched, watched.outcome]
}

type List = { head: Head; headers: Record<string, string>; body: Buffer; allowedTools: ReadonlySet<string> }

function finishList({ call, message, upstream }: Passage, { head, headers, body, allowedTools }: List): void {
  const filtered = filterTools(body, isStream(head.headers), allowedTools)
  if (!filtered) {
    return answerUpstreamFailure(
      call.res,
      message,
      `${upstream.connection.serverName} sent a tool list that cannot be read.`,
    )
  }
  call.res.writeHead(head.status, { ...headers, 'content-length': filtered.length })
  call.res.end(filtered)
}

/** A server's 401 is about the stored values, not about the agent's key: the person gets a way to mend it. */
function refuseSignIn({ gear, call, message, upstream, session }: Passage, head: Head): [null, Outcome] {
  const { connection, credential } = upstream
  if (head.status === 401 && credential) {
    const answered = gear.usage.reject(credential, connection, call.at).then((): CallOutcome => {
      promptToConnect(call.res, message ?? silence, { connection, reason: 'rejected', session })
      return 'needs_sign_in'
    })
    return [null, () => answered]
  }
  const sentence =
    head.status === 403
      ? `${connection.serverName} does not allow this with the permissions of the stored sign-in.`
      : `${connection.serverName} asks for a sign-in that is not set up. Ask the project's owner to check the server's headers.`
  const id = message?.id ?? null
  answerError(call.res, id === null ? 403 : 200, { id, code: gatewayErrors.forbidden, message: sentence })
  return [null, () => 'denied']
}

/** The upstream's session id, sealed for this person; at `initialize` with what the client can do. */
function sessionHeader({ call, message, upstream, session }: Passage, { headers }: Head): Record<string, string> {
  const id = headers[mcpHeaders.sessionId]
  if (typeof id !== 'string') return {}
  if (session?.upstream === id) return { [mcpHeaders.sessionId]: String(call.req.headers[mcpHeaders.sessionId]) }
  const { protocolVersion } = message?.params ?? {}
  const memory = session ?? {
    protocolVersion: typeof protocolVersion === 'string' ? protocolVersion.slice(0, 20) : latestLegacyVersion,
    canElicitUrl: message !== null && canElicitUrl(message),
  }
  const binding = sessionBinding(upstream.connection, call.principal)
  return { [mcpHeaders.sessionId]: toSessionId({ ...memory, upstream: id, standsOn: upstream.standsOn }, binding) }
}
