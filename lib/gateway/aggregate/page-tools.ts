import { rpcErrors } from '#lib/mcp/protocol.ts'
import { Refusal } from '../refusal.ts'
import type { MergedTool } from './merge-tools.ts'

/** Most clients read one page only, so pages are large. */
const toolsMax = 1_000
const charsMax = 4 * 1_048_576

export type Page = { tools: MergedTool[]; nextCursor?: string }

/** One page of a sorted list. A cursor names the last tool before it, so that it holds when the list changes. Throws `Refusal`. */
export function toPage(tools: readonly MergedTool[], cursor: unknown): Page {
  const after = cursor === undefined || cursor === null ? null : readCursor(cursor)
  const rest = after === null ? tools : tools.filter(({ name }) => name > after)
  let chars = 0
  const page = rest.slice(0, toolsMax).filter(({ text }, nth) => {
    chars += text.length
    return nth === 0 || chars <= charsMax
  })
  const last = page.at(-1)
  if (!last || page.length === rest.length) return { tools: page }
  return { tools: page, nextCursor: Buffer.from(JSON.stringify(['after', last.name])).toString('base64url') }
}

function readCursor(cursor: unknown): string {
  const parts = /^\["after","(.*)"\]$/.exec(
    typeof cursor === 'string' ? Buffer.from(cursor, 'base64url').toString() : '',
  )
  if (parts?.[1] === undefined)
    throw new Refusal({ code: rpcErrors.invalidParams, message: 'This cursor is not known here.' })
  return parts[1]
}
