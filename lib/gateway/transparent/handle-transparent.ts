/**
 * `/mcp/<project>/<connection>`: one upstream, names untouched. The body is parsed once, for policy; the answer is
 * streamed as it comes. Version negotiation happens between the two real peers, so whatever they can do directly they
 * can do through here. Must stay true: what a session id or a socket belongs to is one version of one credential.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports
 */
import type { IncomingHttpHeaders } from 'node:http'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { splice } from '#lib/mcp/json-text.ts'
import { latestLegacyVersion, mcpHeaders } from '#lib/mcp/protocol.ts'
import { calledTool } from '../admit.ts'
import type { Call } from '../call.ts'
import { canElicitUrl, dropOwnInput } from '../connect-prompt.ts'
import { passFailure } from '../failed-answer.ts'
import { upstreamFailed } from '../judge.ts'
import { listBytesMax } from '../limits.ts'
import type { Connected } from '../memory/directory.ts'
import type { Upstream } from '../memory/upstream.ts'
import { watchOutcome } from '../outcome.ts'
import { sessionNotFound } from '../refusal.ts'
import { travel } from '../road.ts'
import { filterTools } from '../wire/filter-tools.ts'
import { isStream, toClientHeaders, toUpstreamHeaders } from '../wire/headers.ts'
import type { ClientMessage } from '../wire/read-message.ts'
import { type Answer, type Head, send, toClient } from '../wire/send.ts'
import { givenSessionId, readSessionId, type SessionMemory, toSessionId } from '../wire/session-id.ts'
import { requireUnambiguous } from '../wire/unambiguous.ts'

/** What came from the client, and what its session remembers. */
type Passing = { call: Call; message: ClientMessage | null; session: SessionMemory | null }

/** `message` is null for GET and DELETE, which have no body. */
export async function handleTransparent(
  call: Call,
  connection: Connected,
  message: ClientMessage | null,
): Promise<void> {
  if (message && connection.allowedTools) requireUnambiguous(message)
  const given = givenSessionId(call.req, message)
  const session = given === undefined ? null : readSessionId(given, sessionBinding(connection, call.principal))
  const passing = { call, message, session }
  return travel(call, {
    connection,
    message,
    tool: calledTool(message),
    session,
    send: (upstream) => {
      if (call.stream) call.stream.credential = upstream.credential
      if (given !== undefined && session?.standsOn !== upstream.standsOn) throw sessionNotFound()
      return send(toRequest(passing, upstream))
    },
    passOn: (answer, upstream) => passOn(passing, answer, upstream),
  })
}

function sessionBinding({ id }: Connected, { personId, proof }: Call['principal']): string[] {
  return ['transparent', id, personId, proof]
}

function toRequest({ call, message, session }: Passing, upstream: Upstream) {
  const { req, signal } = call
  const { patience } = upstream.connection
  // The body was read as UTF-8, so it goes on as that: a client's charset could make another message of it upstream.
  const own: IncomingHttpHeaders = { ...req.headers, 'content-type': message ? 'application/json' : undefined }
  // What a stream replays is not filtered, and a broken off tool list may be among it.
  if (upstream.connection.allowedTools) delete own[mcpHeaders.lastEventId]
  const splices = message?.kind === 'request' && message.isModern ? dropOwnInput(message.text) : []
  const body = message && splices.length > 0 ? splice(message.text, splices) : (message?.bytes ?? null)
  const method = req.method === 'GET' || req.method === 'DELETE' ? req.method : 'POST'
  return {
    pool: call.memory.pools.poolOf(upstream, method === 'GET' ? 'streams' : 'calls'),
    url: upstream.request.url,
    method,
    headers: toUpstreamHeaders(own, upstream.request.headers, session?.upstream ?? null),
    mask: upstream.mask,
    body,
    silenceMs: method === 'GET' ? 0 : patience.silenceMs,
    totalMs: method === 'GET' ? 0 : patience.totalMs,
    signal,
  } as const
}

async function passOn(passing: Passing, answer: Answer, upstream: Upstream): Promise<CallOutcome> {
  const { call, message } = passing
  const { res } = call
  const { allowedTools, serverName } = upstream.connection
  const headers = { ...toClientHeaders(answer.headers, upstream.mask), ...sessionHeader(passing, answer, upstream) }
  const method = message?.kind === 'request' ? message.method : null
  if (answer.status >= 400) {
    const id = message?.kind === 'request' ? message.id : null
    return passFailure(res, answer, { headers, serverName, id })
  }
  if (allowedTools && method === 'tools/list' && answer.status === 200) {
    const filtered = filterTools(await answer.read(listBytesMax), isStream(answer.headers), allowedTools)
    if (!filtered) throw upstreamFailed(`${serverName} sent a tool list that cannot be read.`)
    res.writeHead(answer.status, { ...headers, 'content-length': filtered.length })
    res.end(filtered)
    return 'ok'
  }
  const client = toClient(res, { status: answer.status, headers, isStream: isStream(answer.headers) })
  if (method !== 'tools/call') {
    await answer.pipeTo(client)
    return 'ok'
  }
  const watched = watchOutcome(client)
  await answer.pipeTo(watched)
  return watched.outcome()
}

/** The upstream's session id, sealed for this person; at `initialize` with what the client can do. */
function sessionHeader(
  { call, message, session }: Passing,
  { headers }: Head,
  upstream: Upstream,
): Record<string, string> {
  const id = headers[mcpHeaders.sessionId]
  if (typeof id !== 'string') return {}
  if (session?.upstream === id) return { [mcpHeaders.sessionId]: String(call.req.headers[mcpHeaders.sessionId]) }
  const memory = session ?? introductionOf(message)
  const binding = sessionBinding(upstream.connection, call.principal)
  return { [mcpHeaders.sessionId]: toSessionId({ ...memory, upstream: id, standsOn: upstream.standsOn }, binding) }
}

function introductionOf(message: ClientMessage | null): Omit<SessionMemory, 'upstream'> {
  if (message?.kind !== 'request') return { protocolVersion: latestLegacyVersion, canElicitUrl: false }
  const { protocolVersion } = message.params
  const isNamed = typeof protocolVersion === 'string'
  return {
    protocolVersion: isNamed ? protocolVersion.slice(0, 20) : latestLegacyVersion,
    canElicitUrl: canElicitUrl(message),
  }
}
