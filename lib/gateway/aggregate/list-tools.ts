/**
 * All tools of a project in one list. Every connection is asked at the same time within its own deadline; one that is
 * slow, broken or not yet authorised is shown as it was last known, and never spoils the others.
 */
import { database } from '#lib/db/database.ts'
import { log } from '#lib/log.ts'
import { isObject, type JsonObject } from '#lib/mcp/json-rpc.ts'
import { listTools } from '#lib/mcp/list-tools.ts'
import type { Call } from '../call.ts'
import { listDeadlineMs } from '../limits.ts'
import type { Connected } from '../memory/directory.ts'
import type { Upstream } from '../memory/upstream.ts'
import { toAggregateName } from './names.ts'
import { toPeer } from './upstream-peer.ts'
import { findSession, forgetSession, refusalOf } from './upstream-session.ts'

export async function listProjectTools(call: Call, clientSessionId: string): Promise<JsonObject[]> {
  const shown = call.project.connections.filter(({ isPaused }) => !isPaused)
  const lists = await Promise.all(shown.map((connection) => listConnection(call, connection, clientSessionId)))
  return lists.flat()
}

async function listConnection(call: Call, connection: Connected, clientSessionId: string): Promise<JsonObject[]> {
  const resolved = await call.memory.upstreams.resolve(connection, call.principal)
  const tools = resolved.ok ? await listOrLast(call, resolved.upstream, clientSessionId) : await lastKnown(connection)
  const allowed = tools.filter(({ name }) => typeof name === 'string' && (connection.allowedTools?.has(name) ?? true))
  return allowed.map((tool) => ({ ...tool, name: toAggregateName(connection.slug, String(tool.name)) }))
}

async function listOrLast(call: Call, upstream: Upstream, clientSessionId: string): Promise<JsonObject[]> {
  const { lists } = call.memory
  const fresh = lists.fresh(upstream)
  if (fresh) return fresh
  try {
    const tools = await listUpstream(call, upstream, clientSessionId)
    lists.keep(upstream, tools)
    return tools
  } catch (error) {
    log.warn('a connection did not list its tools', { connectionId: upstream.connection.id, error })
    return lists.last(upstream) ?? lastKnown(upstream.connection)
  }
}

/** All of it within one deadline. Opens the session anew once when the upstream has lost it. */
async function listUpstream(call: Call, upstream: Upstream, clientSessionId: string): Promise<JsonObject[]> {
  const peer = toPeer(call.memory, upstream, AbortSignal.any([call.signal, AbortSignal.timeout(listDeadlineMs)]))
  const list = await listTools(peer, await findSession(call, upstream, clientSessionId))
  if (list.ok) return list.tools
  const isLost = list.reply.status === 404
  if (isLost) await forgetSession(call.memory, upstream, clientSessionId)
  const again = isLost ? await listTools(peer, await findSession(call, upstream, clientSessionId)) : list
  if (again.ok) return again.tools
  throw await refusalOf(call, again.reply, upstream)
}

/** What a credential listed before: shown so that a call leads the person to the way in. */
async function lastKnown({ serverId }: Connected): Promise<JsonObject[]> {
  const select = { name: true, title: true, description: true, annotations: true, inputSchema: true }
  const rows = await database().serverTool.findMany({ where: { serverId }, orderBy: { name: 'asc' }, select })
  return rows.map(({ title, annotations, ...tool }) => ({
    ...tool,
    ...(title && { title }),
    ...(isObject(annotations) && { annotations }),
  }))
}
