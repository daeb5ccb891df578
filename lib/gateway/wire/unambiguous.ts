/**
 * JSON in which a member stands twice is read differently by different readers, and so is one whose name differs from the
 * protocol's only in its case (Go's reader does not mind that): a rule here could be about another message than the server's.
 * Refused where policy or routing reads; anywhere else it is nobody's business.
 * https://www.rfc-editor.org/rfc/rfc8259#section-4
 */
import { findDouble, type Member, membersOf } from '#lib/mcp/json-text.ts'
import { rpcErrors } from '#lib/mcp/protocol.ts'
import { Refusal } from '../refusal.ts'
import type { ClientMessage } from './read-message.ts'

const ofMessage = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error'])
const ofParams = new Set(['name', 'uri', '_meta', 'cursor', 'requestId', 'progressToken'])
const spellings = new Map([...ofMessage, ...ofParams].map((name) => [name.toLowerCase(), name]))

/** Throws `Refusal`. */
export function requireUnambiguous({ text }: ClientMessage): void {
  const members = membersOf(text)
  const params = membersAt(text, members, 'params')
  const meta = membersAt(text, params, '_meta')
  const odd = findOdd(members, ofMessage) ?? findOdd(params, ofParams) ?? findDouble(meta, () => true)
  if (odd === null) return
  const message = `${JSON.stringify(odd)} can be read in two ways in this message.`
  throw new Refusal({ status: 400, code: rpcErrors.invalidRequest, message })
}

/** A name of `known` that stands there twice, or is written in another way. */
function findOdd(members: readonly Member[], known: ReadonlySet<string>): string | null {
  const other = members.find(({ name }) => !known.has(name) && known.has(fold(name)))
  return other?.name ?? findDouble(members, (name) => known.has(name))
}

/** As case-insensitive readers fold it: also letters that only their capitals have in common. */
function fold(name: string): string {
  const folded = name.toUpperCase().toLowerCase()
  return spellings.get(folded) ?? folded
}

function membersAt(text: string, members: readonly Member[], name: string): Member[] {
  const found = members.find((member) => member.name === name)
  return found ? membersOf(text, found.value.from) : []
}
