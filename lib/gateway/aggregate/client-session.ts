/**
 * A client's session with the aggregated endpoint. Nothing of it is kept here: the id that the client carries is sealed and holds
 * what must be remembered, so that any replica serves any request. What the client opened at servers is in a table.
 */
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { isObject, type JsonObject } from '#lib/mcp/json-rpc.ts'
import { closeTimeoutMs } from '#lib/mcp/limits.ts'
import { sayGoodbye } from '#lib/mcp/post-message.ts'
import { mcpHeaders } from '#lib/mcp/protocol.ts'
import type { Call } from '../call.ts'
import { clientSessionMs } from '../limits.ts'
import { sessionNotFound } from '../refusal.ts'
import type { ClientMessage } from '../wire/read-message.ts'
import { givenSessionId, readSessionId, type SessionMemory, toSessionId } from '../wire/session-id.ts'
import { toPeer } from './upstream-peer.ts'
import { knownSession } from './upstream-session.ts'

/**
 * `id`: what its sessions with servers are found by. `memory`: null for clients that have no session of their own; those of
 * one key share theirs. `capabilities`: what the client is able to do, in the legacy family.
 */
export type ClientSession = {
  id: string
  memory: SessionMemory | null
  capabilities: JsonObject
  isModern: boolean
}

const capabilitiesBytesMax = 2_000

/** Throws `Refusal` where the client's session is none of ours; at `initialize` an old one does not matter. */
export async function readClientSession(call: Call, message: ClientMessage | null): Promise<ClientSession> {
  const given = givenSessionId(call.req, message)
  const memory = given === undefined ? null : readSessionId(given, binding(call))
  if (given !== undefined && !(memory && (await isOpen(call, memory)))) throw sessionNotFound()
  const id = memory?.upstream ?? `key:${call.principal.keyId}`
  return { id, memory, capabilities: memory?.capabilities ?? {}, isModern: message?.isModern ?? false }
}

/** Its client has not ended it, and it is not so old that nobody would know whether it has. */
async function isOpen({ memory }: Call, { upstream, openedAt = Date.now() }: SessionMemory): Promise<boolean> {
  return Date.now() - openedAt < clientSessionMs && !(await memory.ended.has(upstream))
}

/** The id of a new session, and how it is sealed. */
export function newClientSession(call: Call, opening: Omit<SessionMemory, 'upstream' | 'openedAt'>): string {
  return toSessionId({ ...opening, upstream: crypto.randomUUID(), openedAt: Date.now() }, binding(call))
}

/** What servers are told of a client. Tasks are theirs to keep, and nobody here could follow them. */
export function toCapabilities(said: unknown): JsonObject {
  if (!isObject(said)) return {}
  const { tasks: _tasks, ...capabilities } = said
  if (Buffer.byteLength(JSON.stringify(capabilities)) <= capabilitiesBytesMax) return capabilities
  const { roots, sampling, elicitation } = capabilities
  return {
    ...(roots !== undefined && { roots: {} }),
    ...(sampling !== undefined && { sampling: {} }),
    ...(elicitation !== undefined && { elicitation: {} }),
  }
}

/** Ends what the client opened, here and at the servers, which are told behind the answer. */
export async function endClientSession(call: Call, { id }: ClientSession): Promise<void> {
  const rows = await database().upstreamSession.findMany({
    where: { clientSessionId: id },
    select: { connectionId: true },
  })
  for (const connection of call.project.connections) {
    if (!rows.some(({ connectionId }) => connectionId === connection.id)) continue
    const resolved = await call.memory.upstreams.resolve(connection, call.principal)
    const session = resolved.ok ? await knownSession(call.memory, resolved.upstream, id) : null
    if (!resolved.ok || !session?.headers[mcpHeaders.sessionId]) continue
    void sayGoodbye(toPeer(call.memory, resolved.upstream, AbortSignal.timeout(closeTimeoutMs)), session.headers)
  }
  await database().endedSession.upsert({
    where: { clientSessionId: id },
    create: { clientSessionId: id, organizationId: call.principal.organizationId },
    update: {},
  })
  await database().upstreamSession.deleteMany({ where: { clientSessionId: id } })
  publish({ kind: 'session.ended', clientSessionId: id })
}

function binding({ project, principal }: Call): string[] {
  return ['aggregate', project.id, principal.keyId, principal.personId, principal.proof]
}
