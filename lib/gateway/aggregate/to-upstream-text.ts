/**
 * A client's call as a server of its family expects it: under an id of ours, by the tool's own name, and with the modern
 * family's `_meta` put on or taken off where the two differ. Every other byte stays as it came.
 */
import { addMembers, dropMembers, membersOf, type Splice, splice, valueAt } from '#lib/mcp/json-text.ts'
import { clientInfo, encodeHeader, mcpHeaders, metaKeys, modernVersion } from '#lib/mcp/protocol.ts'
import { dropOwnInput } from '../connect-prompt.ts'
import type { UpstreamSession } from '../memory/session-cache.ts'
import type { ClientRequest } from '../wire/read-message.ts'

type Own = { id: number; tool: string }

const modernPrefix = 'io.modelcontextprotocol/'
const modernMeta = {
  [metaKeys.protocolVersion]: modernVersion,
  [metaKeys.clientInfo]: clientInfo,
  [metaKeys.clientCapabilities]: {},
}

export function toUpstreamText(call: ClientRequest, { id, tool }: Own, session: UpstreamSession): string {
  const { text } = call
  const idAt = valueAt(text, ['id'])
  const nameAt = valueAt(text, ['params', 'name'])
  const splices: Splice[] = [
    ...(idAt ? [{ ...idAt, text: String(id) }] : []),
    ...(nameAt ? [{ ...nameAt, text: JSON.stringify(tool) }] : []),
    ...dropOwnInput(text),
    ...(session.era === 'legacy' ? withoutModernMeta(text) : call.isModern ? [] : withModernMeta(text)),
  ]
  return splice(text, splices)
}

/** What of the client's headers its call repeats, in the words of the server. */
export function toUpstreamCallHeaders(
  call: ClientRequest,
  tool: string,
  session: UpstreamSession,
): Record<string, string> {
  if (session.era === 'legacy') return session.headers
  return {
    [mcpHeaders.protocolVersion]: modernVersion,
    [mcpHeaders.method]: call.method,
    [mcpHeaders.name]: encodeHeader(tool),
  }
}

function withoutModernMeta(text: string): Splice[] {
  const meta = valueAt(text, ['params', '_meta'])
  return meta ? dropMembers(membersOf(text, meta.from), (name) => name.startsWith(modernPrefix)) : []
}

/** In place of whatever the client says of the sort, so that nothing stands there twice. */
function withModernMeta(text: string): Splice[] {
  const at = valueAt(text, ['params', '_meta'])
  if (!at) {
    const params = valueAt(text, ['params'])
    return params ? [addMembers(text, params, { _meta: modernMeta })] : []
  }
  const given = text[at.from] === '{' ? text.slice(at.from, at.to) : '{}'
  const kept = splice(
    given,
    dropMembers(membersOf(given), (name) => name.startsWith(modernPrefix)),
  )
  return [{ ...at, text: splice(kept, [addMembers(kept, { from: 0, to: kept.length }, modernMeta)]) }]
}
