/**
 * Sessions that the aggregated endpoint keeps with legacy upstreams: one for each client session and connection, in a table, so
 * that any replica finds them. Lost ones are opened anew. Must stay true: a session is used with the values only that it was
 * opened with (`standsOn`).
 */
import { database } from '#lib/db/database.ts'
import { OutboundError } from '#lib/http/errors.ts'
import type { Reply } from '#lib/mcp/post-message.ts'
import { mcpHeaders, modernErrors } from '#lib/mcp/protocol.ts'
import { openLegacy } from '#lib/mcp/session.ts'
import type { Call } from '../call.ts'
import { judge, unsureOfValues, unusable } from '../judge.ts'
import { sessionTouchMs } from '../limits.ts'
import type { Memory } from '../memory/memory.ts'
import { sessionName, type UpstreamSession } from '../memory/session-cache.ts'
import type { Upstream } from '../memory/upstream.ts'
import { settleRefusal } from '../road.ts'
import { maskText } from '../wire/mask.ts'
import type { ClientSession } from './client-session.ts'
import { toPeer } from './upstream-peer.ts'

const modern: UpstreamSession = { era: 'modern', headers: {}, capabilities: {} }

/** The session to use, opened if there is none. Throws when the upstream does not answer, or not as it should. */
export async function findSession(call: Call, upstream: Upstream, client: ClientSession): Promise<UpstreamSession> {
  const { era } = upstream.connection
  if (era === 'modern' || (era === 'dual' && client.isModern)) return modern
  const { sessions } = call.memory
  // Not kept anew at each use: looked up in the table again now and then, a session that is used is seen to be.
  const cached = sessions.find(upstream, client.id)
  if (cached) return cached
  const loaded = await load(upstream, client.id)
  if (!loaded) {
    const start = () => open(call.memory, upstream, client)
    return call.memory.openings.join(sessionName(upstream, client.id), start, call.signal)
  }
  sessions.keep(upstream, client.id, loaded)
  return loaded
}

/** The one that there is; null where the client has none with this server. */
export async function knownSession(
  memory: Memory,
  upstream: Upstream,
  clientId: string,
): Promise<UpstreamSession | null> {
  return memory.sessions.find(upstream, clientId) ?? load(upstream, clientId)
}

/** Forgets a session that the upstream no longer knows. */
export async function forgetSession({ sessions }: Memory, upstream: Upstream, clientSessionId: string): Promise<void> {
  sessions.forget(upstream, clientSessionId)
  await database().upstreamSession.deleteMany({ where: { clientSessionId, connectionId: upstream.connection.id } })
}

/** What becomes of an answer to a question of our own that is none; `again`: the values hold. */
export async function settleReply(memory: Memory, upstream: Upstream, reply: Reply, since: Date) {
  const { status, headers } = reply
  const refusal = judge({ status, challenge: headers.get('www-authenticate') }, upstream)
  return refusal ? settleRefusal(memory, upstream, refusal, since) : unusable(upstream.connection.serverName, status)
}

async function load({ connection, standsOn }: Upstream, clientSessionId: string): Promise<UpstreamSession | null> {
  const row = await database().upstreamSession.findFirst({
    where: { clientSessionId, connectionId: connection.id, standsOn },
    select: { upstreamSessionId: true, protocolVersion: true, lastUsedAt: true },
  })
  if (!row) return null
  // Upkeep takes away what nobody has used for a day.
  if (Date.now() - row.lastUsedAt.getTime() > sessionTouchMs) {
    const where = { clientSessionId, connectionId: connection.id, standsOn }
    await database().upstreamSession.updateMany({ where, data: { lastUsedAt: new Date() } })
  }
  return { era: 'legacy', headers: sessionHeaders(row.protocolVersion, row.upstreamSessionId), capabilities: {} }
}

async function open(
  memory: Memory,
  upstream: Upstream,
  client: ClientSession,
  isSecond = false,
): Promise<UpstreamSession> {
  const since = new Date()
  const peer = toPeer(memory, upstream, AbortSignal.timeout(upstream.connection.patience.answerMs))
  const opening = await openLegacy(peer, client.capabilities)
  if (!opening.ok) {
    const { response } = opening.reply
    if (response && 'error' in response && modernErrors.has(response.error.code)) return modern
    const settled = await settleReply(memory, upstream, opening.reply, since)
    if ('again' in settled && !isSecond) return open(memory, settled.again, client, true)
    throw 'again' in settled ? unsureOfValues(upstream.connection.serverName) : settled
  }
  const { version, headers, capabilities } = opening.session
  const upstreamSessionId = headers[mcpHeaders.sessionId] ?? null
  if (upstreamSessionId !== null && maskText(upstreamSessionId, upstream.mask) !== upstreamSessionId)
    throw new OutboundError('protocol', 'The session’s id holds a value that was sent.')
  await save(upstream, client.id, { upstreamSessionId, protocolVersion: version })
  const session: UpstreamSession = { era: 'legacy', headers, capabilities }
  memory.sessions.keep(upstream, client.id, session)
  return session
}

async function save(
  { connection, credential, standsOn }: Upstream,
  clientSessionId: string,
  session: { upstreamSessionId: string | null; protocolVersion: string },
): Promise<void> {
  const place = { clientSessionId, connectionId: connection.id }
  const data = {
    ...session,
    credentialId: credential?.id ?? null,
    standsOn,
    organizationId: connection.organizationId,
    lastUsedAt: new Date(),
  }
  await database().upstreamSession.upsert({
    where: { clientSessionId_connectionId: place },
    create: { ...place, ...data },
    update: data,
    select: { connectionId: true },
  })
}

function sessionHeaders(version: string, id: string | null): Record<string, string> {
  return { [mcpHeaders.protocolVersion]: version, ...(id !== null && { [mcpHeaders.sessionId]: id }) }
}
