/**
 * JSON in which a member stands twice is read differently by different readers, so a rule here could be about another message
 * than the server's. Refused where policy or routing reads; anywhere else it is nobody's business.
 * https://www.rfc-editor.org/rfc/rfc8259#section-4
 */
import { findDouble, type Member, membersOf } from '#lib/mcp/json-text.ts'
import { rpcErrors } from '#lib/mcp/protocol.ts'
import { Refusal } from '../refusal.ts'
import type { ClientMessage } from './read-message.ts'

const ofMessage = new Set(['jsonrpc', 'id', 'method', 'params', 'result', 'error'])
const ofParams = new Set(['name', 'uri', '_meta', 'cursor', 'requestId', 'progressToken'])

/** Throws `Refusal`. */
export function requireUnambiguous({ text }: ClientMessage): void {
  const members = membersOf(text)
  const params = membersAt(text, members, 'params')
  const meta = membersAt(text, params, '_meta')
  const double =
    findDouble(members, (name) => ofMessage.has(name)) ??
    findDouble(params, (name) => ofParams.has(name)) ??
    findDouble(meta, () => true)
  if (double === null) return
  const message = `${JSON.stringify(double)} stands in the message twice.`
  throw new Refusal({ status: 400, code: rpcErrors.invalidRequest, message })
}

function membersAt(text: string, members: readonly Member[], name: string): Member[] {
  const found = members.find((member) => member.name === name)
  return found ? membersOf(text, found.value.from) : []
}
