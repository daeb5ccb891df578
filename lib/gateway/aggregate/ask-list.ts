/**
 * Asks one server for all of its tools, in a conversation of its own: no client's session is needed for it, and none is
 * disturbed.
 */
import { isOutboundError } from '#lib/http/errors.ts'
import { closeTimeoutMs } from '#lib/mcp/limits.ts'
import type { Reply } from '#lib/mcp/post-message.ts'
import { closeSession, openAsKnown, type Session } from '#lib/mcp/session.ts'
import { listTools } from '#lib/mcp/tools/list-tools.ts'
import { readTool } from '#lib/mcp/tools/tool-text.ts'
import { broken } from '../judge.ts'
import { listDeadlineMs } from '../limits.ts'
import type { Listing } from '../memory/lists.ts'
import type { Memory } from '../memory/memory.ts'
import type { Upstream } from '../memory/upstream.ts'
import { toPeer } from './upstream-peer.ts'
import { refusalOf } from './upstream-session.ts'

type Asked = { ok: true; listing: Listing } | { ok: false; problem: string }

export async function askList(memory: Memory, upstream: Upstream): Promise<Asked> {
  const since = new Date()
  const peer = toPeer(memory, upstream, AbortSignal.timeout(listDeadlineMs))
  try {
    const opening = await openAsKnown(peer, upstream.connection.era)
    if (!opening.ok) return refused(memory, upstream, opening.reply, since)
    const list = await listTools(peer, opening.session)
    leave(memory, upstream, opening.session)
    if (!list.ok) return refused(memory, upstream, list.reply, since)
    return { ok: true, listing: toListing(list.tools, opening.session) }
  } catch (error) {
    if (!isOutboundError(error)) throw error
    return { ok: false, problem: broken(error, upstream.connection.serverName).message }
  }
}

function toListing(tools: readonly { text: string }[], { instructions }: Session): Listing {
  const read = tools.map(({ text }) => readTool(text))
  return {
    tools: read.flatMap((one) => (one.ok ? one.tool : [])),
    leftOut: read.flatMap((one) => (one.ok ? [] : { name: one.name, problem: one.problem })),
    instructions: instructions ?? null,
  }
}

async function refused(memory: Memory, upstream: Upstream, reply: Reply, since: Date): Promise<Asked> {
  const { message } = await refusalOf(memory, upstream, reply, since)
  return { ok: false, problem: message }
}

function leave(memory: Memory, upstream: Upstream, session: Session): void {
  void closeSession(toPeer(memory, upstream, AbortSignal.timeout(closeTimeoutMs)), session)
}
