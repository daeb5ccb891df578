/**
 * All tools of a project in one list. Every connection is asked at the same time within its own deadline; one that is
 * slow, broken or not yet authorised is shown as it was last known, and never spoils the others.
 */
import { database } from '#lib/db/database.ts'
import { log } from '#lib/log.ts'
import { isObject, type JsonObject, rpcRequest } from '#lib/mcp/json-rpc.ts'
import type { Call } from '../call.ts'
import { listBytesMax, listDeadlineMs, listPagesMax } from '../limits.ts'
import type { Connected, Project } from '../memory/directory.ts'
import type { Gear } from '../memory/gear.ts'
import type { Upstream } from '../memory/upstream.ts'
import { askUpstream } from './ask-upstream.ts'
import { toAggregateName } from './names.ts'
import { toUpstreamMessage } from './to-upstream-message.ts'
import { findSession, forgetSession } from './upstream-session.ts'

export async function listProjectTools(
  gear: Gear,
  call: Call,
  project: Project,
  clientSessionId: string,
): Promise<JsonObject[]> {
  const shown = project.connections.filter(({ isPaused }) => !isPaused)
  const lists = await Promise.all(shown.map((connection) => listConnection(gear, call, connection, clientSessionId)))
  return lists.flat()
}

async function listConnection(
  gear: Gear,
  call: Call,
  connection: Connected,
  clientSessionId: string,
): Promise<JsonObject[]> {
  const resolved = await gear.upstreams.resolve(connection, call.principal)
  const tools = resolved.ok
    ? await listOrLast(gear, call, resolved.upstream, clientSessionId)
    : await lastKnown(connection)
  const allowed = tools.filter(({ name }) => typeof name === 'string' && (connection.allowedTools?.has(name) ?? true))
  return allowed.map((tool) => ({ ...tool, name: toAggregateName(connection.slug, String(tool.name)) }))
}

async function listOrLast(gear: Gear, call: Call, upstream: Upstream, clientSessionId: string): Promise<JsonObject[]> {
  const fresh = gear.lists.fresh(upstream)
  if (fresh) return fresh
  try {
    const tools = await listUpstream(gear, call, upstream, clientSessionId)
    gear.lists.keep(upstream, tools)
    return tools
  } catch (error) {
    log.warn('a connection did not list its tools', { connectionId: upstream.connection.id, error })
    return gear.lists.last(upstream) ?? lastKnown(upstream.connection)
  }
}

/**
 * Every page, all of them within one deadline and one bound; a cursor that comes again ends the list. Opens the session
 * anew once when the upstream has lost it.
 */
async function listUpstream(
  gear: Gear,
  call: Call,
  upstream: Upstream,
  clientSessionId: string,
  isRetry = false,
): Promise<JsonObject[]> {
  const opened = await findSession(gear, upstream, clientSessionId, call.signal)
  if (!opened.ok) return refused(gear, call, upstream, opened.status)
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
    const { body, headers } = toUpstreamMessage({ ...request, isModern: false }, opened.session)
    const asked = await askUpstream(gear, upstream, { body, headers, deadlineMs: listDeadlineMs, signal })
    const { status, response } = asked
    if (status === 404 && !isRetry) {
      await forgetSession(gear, upstream, clientSessionId)
      return listUpstream(gear, call, upstream, clientSessionId, true)
    }
    if (status === 401) return refused(gear, call, upstream, status)
    if (!response || 'error' in response || !Array.isArray(response.result.tools))
      throw new Error(`tools/list was answered with ${status}`)
    bytesLeft -= asked.bytes
    if (bytesLeft < 0) throw new Error('tools/list has more than is accepted')
    for (const tool of response.result.tools) if (isObject(tool)) tools.push(tool)
    cursor = response.result.nextCursor
    if (typeof cursor !== 'string' || cursor === '' || seen.has(cursor)) return tools
    seen.add(cursor)
  }
  return tools
}

async function refused(
  gear: Gear,
  call: Call,
  { connection, credential }: Upstream,
  status: number,
): Promise<JsonObject[]> {
  if (status === 401 && credential) await gear.usage.reject(credential, connection, call.at)
  else throw new Error(`A session was answered with ${status}`)
  return lastKnown(connection)
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
