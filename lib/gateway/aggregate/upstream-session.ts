/**
 * Sessions that the aggregated endpoint keeps with legacy upstreams: one for each client session and connection, in a table, so
 * that any replica finds them. Lost ones are opened anew. Must stay true: a session is used with the values only that it was
 * opened with (`standsOn`).
 */
import { database } from '#lib/db/database.ts'
import { OutboundError } from '#lib/http/errors.ts'
import { rpcRequest } from '#lib/mcp/json-rpc.ts'
import { latestLegacyVersion, mcpHeaders, modernErrors } from '#lib/mcp/protocol.ts'
import type { Call } from '../call.ts'
import { unusable } from '../judge.ts'
import { listDeadlineMs } from '../limits.ts'
import { maskText } from '../mask.ts'
import type { Memory } from '../memory/memory.ts'
import { sessionName, type UpstreamSession } from '../memory/session-cache.ts'
import type { Upstream } from '../memory/upstream.ts'
import { askUpstream } from './ask-upstream.ts'

const modern: UpstreamSession = { isModern: true, headers: {} }
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
  return row && { isModern: false, headers: sessionHeaders(row.protocolVersion, row.upstreamSessionId) }
}

async function open(call: Call, upstream: Upstream, clientSessionId: string): Promise<UpstreamSession> {
  const params = {
    protocolVersion: latestLegacyVersion,
    capabilities: {},
    clientInfo: { name: 'jetway', version: '1' },
  }
  const { signal } = call
  const request = rpcRequest('initialize', 'initialize', params)
  const reply = await askUpstream(call, upstream, { body: request, headers: {}, deadlineMs: listDeadlineMs, signal })
  const { response } = reply
  if (response && 'error' in response && modernErrors.has(response.error.code)) return modern
  const version = response && 'result' in response ? response.result.protocolVersion : null
  if (typeof version !== 'string') throw unusable(upstream.connection.serverName, reply.status)
  const id = reply.headers[mcpHeaders.sessionId]
  const upstreamSessionId = typeof id === 'string' ? id : null
  if (upstreamSessionId !== null && maskText(upstreamSessionId, upstream.mask) !== upstreamSessionId)
    throw new OutboundError('protocol', 'The session’s id holds a value that was sent.')
  const headers = sessionHeaders(version, upstreamSessionId)
  const body = { jsonrpc: '2.0', method: 'notifications/initialized' }
  await askUpstream(call, upstream, { body, headers, deadlineMs: listDeadlineMs, signal })
  await save(upstream, clientSessionId, { upstreamSessionId, protocolVersion: version })
  return { isModern: false, headers }
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
