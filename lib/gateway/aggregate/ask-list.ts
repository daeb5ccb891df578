/**
 * Asks one server for all of its tools, in a conversation of its own: no client's session is needed for it, and none is
 * disturbed.
 */
import { isOutboundError } from '#lib/http/errors.ts'
import { closeTimeoutMs } from '#lib/mcp/limits.ts'
import type { Reply } from '#lib/mcp/post-message.ts'
import { closeSession, openAsKnown, type Session } from '#lib/mcp/session.ts'
import { listTools } from '#lib/mcp/tools/list-tools.ts'
import { readTool, type ToolText } from '#lib/mcp/tools/tool-text.ts'
import { broken, unsureOfValues } from '../judge.ts'
import type { Listing } from '../memory/lists.ts'
import type { Memory } from '../memory/memory.ts'
import type { Upstream } from '../memory/upstream.ts'
import { toPeer } from './upstream-peer.ts'
import { settleReply } from './upstream-session.ts'

type Asked = { ok: true; listing: Listing } | { ok: false; problem: string }

export async function askList(memory: Memory, upstream: Upstream): Promise<Asked> {
  const since = new Date()
  try {
    const first = await tryList(memory, upstream)
    if ('tools' in first) return { ok: true, listing: first }
    const settled = await settleReply(memory, upstream, first, since)
    const second = 'again' in settled ? await tryList(memory, settled.again) : first
    if ('tools' in second) return { ok: true, listing: second }
    const refusal = 'again' in settled ? unsureOfValues(upstream.connection.serverName) : settled
    return { ok: false, problem: refusal.message }
  } catch (error) {
    if (!isOutboundError(error)) throw error
    return { ok: false, problem: broken(error, upstream.connection.serverName).message }
  }
}

async function tryList(memory: Memory, upstream: Upstream): Promise<Listing | Reply> {
  const peer = toPeer(memory, upstream, AbortSignal.timeout(upstream.connection.patience.answerMs))
  const opening = await openAsKnown(peer, upstream.connection.era)
  if (!opening.ok) return opening.reply
  const list = await listTools(peer, opening.session)
  leave(memory, upstream, opening.session)
  return list.ok ? toListing(list, opening.session) : list.reply
}

/** Of two tools of one name the first is there. */
function toListing(
  { tools, isCut }: { tools: readonly { text: string }[]; isCut: boolean },
  session: Session,
): Listing {
  const byName = new Map<string, ToolText>()
  const leftOut = isCut ? [{ name: 'More tools', problem: 'They are more than are read.' }] : []
  for (const { text } of tools) {
    const read = readTool(text)
    if (!read.ok) leftOut.push({ name: read.name, problem: read.problem })
    else if (byName.has(read.tool.name)) leftOut.push({ name: read.tool.name, problem: 'Another tool has its name.' })
    else byName.set(read.tool.name, read.tool)
  }
  return { tools: [...byName.values()], leftOut, instructions: session.instructions ?? null }
}

function leave(memory: Memory, upstream: Upstream, session: Session): void {
  void closeSession(toPeer(memory, upstream, AbortSignal.timeout(closeTimeoutMs)), session)
}
