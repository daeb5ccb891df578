/**
 * All tools of a server, page by page, bounded in pages, tools and bytes. A list that goes on beyond the bounds, or
 * repeats its cursor, ends there with what was read; what comes twice is there once; an odd tool is left to whoever asked, and the others stay.
 */
import { OutboundError } from '#lib/http/errors.ts'
import { isObject, type JsonObject } from '../json-rpc.ts'
import { itemsOf, textOf, valueAt } from '../json-text.ts'
import { toolListBytesMax, toolPagesMax, toolsMax } from '../limits.ts'
import type { Peer, Reply } from '../post-message.ts'
import { rpcErrors } from '../protocol.ts'
import { callSession, type InSession } from '../session.ts'

/** A tool of a list, and the text it came as. */
export type ListedTool = { value: JsonObject; text: string }

/** `isCut`: the server lists more than is read. */
export type ToolList = { ok: true; tools: ListedTool[]; isCut: boolean } | { ok: false; reply: Reply }

/** Throws `OutboundError`. */
export async function listTools(peer: Peer, session: InSession): Promise<ToolList> {
  const tools: ListedTool[] = []
  const texts = new Set<string>()
  const seen = new Set<string>()
  let cursor: string | undefined
  let bytes = 0

  for (let page = 1; page <= toolPagesMax && tools.length < toolsMax; page += 1) {
    const reply = await callSession(peer, session, 'tools/list', cursor === undefined ? {} : { cursor })
    const { response } = reply
    if (response && 'error' in response && hasNoTools(session, response.error.code))
      return { ok: true, tools, isCut: false }
    if (!response || 'error' in response) return { ok: false, reply }

    bytes += reply.bytes
    if (bytes > toolListBytesMax) throw new OutboundError('too_large', 'The server lists more tools than can be read.')
    const { tools: listed, nextCursor } = response.result
    if (!Array.isArray(listed)) return { ok: false, reply }
    for (const tool of toListed(reply.text, listed)) {
      if (!texts.has(tool.text)) tools.push(tool)
      texts.add(tool.text)
    }

    if (typeof nextCursor !== 'string' || nextCursor === '' || seen.has(nextCursor))
      return { ok: true, tools: tools.slice(0, toolsMax), isCut: tools.length > toolsMax }
    seen.add(nextCursor)
    cursor = nextCursor
  }
  return { ok: true, tools: tools.slice(0, toolsMax), isCut: true }
}

/** Of a batch there is no text that is the answer's alone; then they are written anew. */
function toListed(text: string, listed: unknown[]): ListedTool[] {
  const at = valueAt(text, ['result', 'tools'])
  const spans = at ? itemsOf(text, at.from) : []
  return listed.map((value, nth) => {
    const span = spans[nth]
    return {
      value: isObject(value) ? value : {},
      text: span && spans.length === listed.length ? textOf(text, span) : JSON.stringify(value),
    }
  })
}

function hasNoTools({ capabilities }: InSession, code: number): boolean {
  return code === rpcErrors.methodNotFound && !('tools' in capabilities)
}
