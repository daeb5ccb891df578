/**
 * All tools of a project in one list. Every connection is asked at the same time within its own deadline; one that is
 * slow, broken or not yet authorised is shown as it was last known, and never spoils the others.
 */
import { database } from '#lib/db/database.ts'
import { log } from '#lib/log.ts'
import { isObject, type JsonObject, rpcRequest } from '#lib/mcp/json-rpc.ts'
import type { Call } from '../call.ts'
import { listBytesMax, listDeadlineMs, listPagesMax } from '../limits.ts'
import type { Connected } from '../memory/directory.ts'
import type { Upstream } from '../memory/upstream.ts'
import { askUpstream } from './ask-upstream.ts'
import { toAggregateName } from './names.ts'
import { toUpstreamMessage } from './to-upstream-message.ts'
import { findSession, forgetSession } from './upstream-session.ts'

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

/**
 * Every page, all of them within one deadline and one bound; a cursor that comes again ends the list. Opens the session
 * anew once when the upstream has lost it.
 */
async function listUpstream(
  call: Call,
  upstream: Upstream,
  clientSessionId: string,
  isRetry = false,
): Promise<JsonObject[]> {
  const session = await findSession(call, upstream, clientSessionId)
  const tools: JsonObject[] = []
  const seen = new Set<unknown>()
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(listDeadlineMs)])
  let bytesLeft = listBytesMax
  let cursor: unknown
  for (let page = 1; page <= listPagesMax; page++) {
    const request = {
      ...rpcRequest(`list-${page}`, 'tools/list', cursor === undefined ? {} : { cursor }),
      params: cursor === undefined ? {} : { cursor },
    }
    const { body, headers } = toUpstreamMessage({ ...request, isModern: false }, session)
    const reply = await askUpstream(call, upstream, { body, headers, deadlineMs: listDeadlineMs, signal })
    const { status, response } = reply
    if (status === 404 && !isRetry) {
      await forgetSession(call.memory, upstream, clientSessionId)
      return listUpstream(call, upstream, clientSessionId, true)
    }
    if (!response || 'error' in response || !Array.isArray(response.result.tools))
      throw new Error(`tools/list was answered with ${status}`)
    bytesLeft -= reply.bytes
    if (bytesLeft < 0) throw new Error('tools/list has more than is accepted')
    for (const tool of response.result.tools) if (isObject(tool)) tools.push(tool)
    cursor = response.result.nextCursor
    if (typeof cursor !== 'string' || cursor === '' || seen.has(cursor)) return tools
    seen.add(cursor)
  }
  return tools
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
