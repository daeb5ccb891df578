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
import { judge, unusable } from '../judge.ts'
import { maskText } from '../mask.ts'
import type { Memory } from '../memory/memory.ts'
import { sessionName, type UpstreamSession } from '../memory/session-cache.ts'
import type { Upstream } from '../memory/upstream.ts'
import type { Refusal } from '../refusal.ts'
import { noteRefused } from '../road.ts'
import { toPeer } from './upstream-peer.ts'

const modern: UpstreamSession = { era: 'modern', headers: {}, capabilities: {} }
const opening = new Map<string, Promise<UpstreamSession>>()

/** The session to use, opened if there is none. Throws when the upstream does not answer, or not as it should. */
export async function findSession(call: Call, upstream: Upstream, clientSessionId: string): Promise<UpstreamSession> {
  if (upstream.connection.era === 'modern') return modern
  const { sessions } = call.memory
  const name = sessionName(upstream, clientSessionId)
  const cached = sessions.find(upstream, clientSessionId) ?? (await load(upstream, clientSessionId))
  if (cached) {
    sessions.keep(upstream, clientSessionId, cached)
    return cached
  }
  const running = opening.get(name) ?? open(call, upstream, clientSessionId).finally(() => opening.delete(name))
  opening.set(name, running)
  const session = await running
  sessions.keep(upstream, clientSessionId, session)
  return session
}

/** Forgets a session that the upstream no longer knows. */
export async function forgetSession({ sessions }: Memory, upstream: Upstream, clientSessionId: string): Promise<void> {
  sessions.forget(upstream, clientSessionId)
  await database().upstreamSession.deleteMany({ where: { clientSessionId, connectionId: upstream.connection.id } })
}

/** Forgets all of a client session that its client has ended. */
export async function forgetClientSession({ sessions }: Memory, clientSessionId: string): Promise<void> {
  sessions.forgetClient(clientSessionId)
  await database().upstreamSession.deleteMany({ where: { clientSessionId } })
}

async function load({ connection, standsOn }: Upstream, clientSessionId: string): Promise<UpstreamSession | null> {
  const row = await database().upstreamSession.findFirst({
    where: { clientSessionId, connectionId: connection.id, standsOn },
    select: { upstreamSessionId: true, protocolVersion: true },
  })
  return row && { era: 'legacy', headers: sessionHeaders(row.protocolVersion, row.upstreamSessionId), capabilities: {} }
}

async function open(call: Call, upstream: Upstream, clientSessionId: string): Promise<UpstreamSession> {
  const opening = await openLegacy(toPeer(call.memory, upstream, call.signal))
  if (!opening.ok) {
    const { response } = opening.reply
    if (response && 'error' in response && modernErrors.has(response.error.code)) return modern
    throw await refusalOf(call, opening.reply, upstream)
  }
  const { version, headers, capabilities } = opening.session
  const upstreamSessionId = headers[mcpHeaders.sessionId] ?? null
  if (upstreamSessionId !== null && maskText(upstreamSessionId, upstream.mask) !== upstreamSessionId)
    throw new OutboundError('protocol', 'The session’s id holds a value that was sent.')
  await save(upstream, clientSessionId, { upstreamSessionId, protocolVersion: version })
  return { era: 'legacy', headers, capabilities }
}

/** Why an answer to a question of our own is none; values that are refused are marked. */
export async function refusalOf(call: Call, { status, headers }: Reply, upstream: Upstream): Promise<Refusal> {
  const refusal = judge({ status, challenge: headers.get('www-authenticate') }, upstream)
  if (refusal) await noteRefused(call, refusal, upstream)
  return refusal ?? unusable(upstream.connection.serverName, status)
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
