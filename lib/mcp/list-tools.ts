/**
 * All tools of a server, page by page, bounded in pages, tools and bytes. A list that goes on beyond the bounds, or
 * repeats its cursor, ends there with what was read; an odd tool is left out and the others stay.
 */
import { OutboundError } from '#lib/http/errors.ts'
import { rpcRequest } from './json-rpc.ts'
import { toolListBytesMax, toolPagesMax, toolsMax } from './limits.ts'
import type { Link } from './link.ts'
import type { PostAnswer } from './post-message.ts'
import { rpcErrors } from './protocol.ts'
import { callSession, type Session } from './session.ts'
import { type ToolListing, toToolListing } from './tool-listing.ts'

export type ToolList = { ok: true; tools: ToolListing[] } | { ok: false; answer: PostAnswer }

/** Throws `OutboundError`. */
export async function listTools(link: Link, session: Session): Promise<ToolList> {
  const tools: ToolListing[] = []
  const seen = new Set<string>()
  let cursor: string | undefined
  let bytes = 0

  for (let page = 1; page <= toolPagesMax && tools.length < toolsMax; page += 1) {
    const answer = await callSession(
      link,
      session,
      rpcRequest(`tools-${page}`, 'tools/list', cursor === undefined ? {} : { cursor }),
    )
    const response = answer.response
    if (response && 'error' in response && hasNoTools(session, response.error.code)) return { ok: true, tools }
    if (!response || 'error' in response) return { ok: false, answer }

    bytes += answer.bytes
    if (bytes > toolListBytesMax) throw new OutboundError('too_large', 'The server lists more tools than can be read.')
    const { tools: listed, nextCursor } = response.result
    if (!Array.isArray(listed)) return { ok: false, answer }
    tools.push(...listed.flatMap((tool) => toToolListing(tool) ?? []))

    if (typeof nextCursor !== 'string' || nextCursor === '' || seen.has(nextCursor)) break
    seen.add(nextCursor)
    cursor = nextCursor
  }
  return { ok: true, tools: tools.slice(0, toolsMax) }
}

function hasNoTools(session: Session, code: number): boolean {
  return code === rpcErrors.methodNotFound && !session.hasTools
}
