/**
 * Sessions that the aggregated endpoint keeps with legacy upstreams: one for each client session and connection, in a table, so
 * that any replica finds them. Lost ones are opened anew. Must stay true: a session is used with the values only that it was
 * opened with (`standsOn`).
 */
import { database } from '#lib/db/database.ts'
import { OutboundError } from '#lib/http/errors.ts'
import { rpcRequest } from '#lib/mcp/json-rpc.ts'
import { latestLegacyVersion, mcpHeaders, modernErrors } from '#lib/mcp/protocol.ts'
import { listDeadlineMs } from '../limits.ts'
import { maskText } from '../mask.ts'
import type { Gear } from '../memory/gear.ts'
import { sessionName, type UpstreamSession } from '../memory/session-cache.ts'
import type { Upstream } from '../memory/upstream.ts'
import { askUpstream } from './ask-upstream.ts'

export type Opened = { ok: true; session: UpstreamSession } | { ok: false; status: number }

const modern: UpstreamSession = { isModern: true, headers: {} }
const opening = new Map<string, Promise<Opened>>()

/** The session to use, opened if there is none. Throws when the upstream does not answer. */
export async function findSession(
  gear: Gear,
  upstream: Upstream,
  clientSessionId: string,
  signal: AbortSignal,
): Promise<Opened> {
  if (upstream.connection.era === 'modern') return { ok: true, session: modern }
  const name = sessionName(upstream, clientSessionId)
  const cached = gear.sessions.find(upstream, clientSessionId) ?? (await load(upstream, clientSessionId))
  if (cached) {
    gear.sessions.keep(upstream, clientSessionId, cached)
    return { ok: true, session: cached }
  }
  const running = opening.get(name) ?? open(gear, upstream, clientSessionId, signal).finally(() => opening.delete(name))
  opening.set(name, running)
  const opened = await running
  if (opened.ok) gear.sessions.keep(upstream, clientSessionId, opened.session)
  return opened
}

/** Forgets a session that the upstream no longer knows. */
export async function forgetSession({ sessions }: Gear, upstream: Upstream, clientSessionId: string): Promise<void> {
  sessions.forget(upstream, clientSessionId)
  await database().upstreamSession.deleteMany({ where: { clientSessionId, connectionId: upstream.connection.id } })
}

/** Forgets all of a client session that its client has ended. */
export async function forgetClientSession({ sessions }: Gear, clientSessionId: string): Promise<void> {
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

async function open(gear: Gear, upstream: Upstream, clientSessionId: string, signal: AbortSignal): Promise<Opened> {
  const params = {
    protocolVersion: latestLegacyVersion,
    capabilities: {},
    clientInfo: { name: 'jetway', version: '1' },
  }
  const asked = await askUpstream(gear, upstream, {
    body: rpcRequest('initialize', 'initialize', params),
    headers: {},
    deadlineMs: listDeadlineMs,
    signal,
  })
  const { response } = asked
  if (response && 'error' in response && modernErrors.has(response.error.code)) return { ok: true, session: modern }
  const version = response && 'result' in response ? response.result.protocolVersion : null
  if (typeof version !== 'string') return { ok: false, status: asked.status }
  const id = asked.headers[mcpHeaders.sessionId]
  const upstreamSessionId = typeof id === 'string' ? id : null
  if (upstreamSessionId !== null && maskText(upstreamSessionId, upstream.mask) !== upstreamSessionId)
    throw new OutboundError('protocol', 'The session’s id holds a value that was sent.')
  const headers = sessionHeaders(version, upstreamSessionId)
  const body = { jsonrpc: '2.0', method: 'notifications/initialized' }
  await askUpstream(gear, upstream, { body, headers, deadlineMs: listDeadlineMs, signal })
  await save(upstream, clientSessionId, { upstreamSessionId, protocolVersion: version })
  return { ok: true, session: { isModern: false, headers } }
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
