/**
 * A `tools/list` answer with only the tools a connection allows. It comes as one JSON object or inside a stream; all
 * that is not the list stays as it was. What cannot be read is not handed on: a filter that lets things slip is none.
 */
import { isObject, parseJson } from '#lib/mcp/json-rpc.ts'
import { findDouble, itemsOf, membersOf, splice, textOf, valueAt } from '#lib/mcp/json-text.ts'
import { createSseReader } from '#lib/mcp/sse-reader.ts'
import { listBytesMax } from '../limits.ts'

/** The filtered body, or null when it holds no readable answer. */
export function filterTools(body: Buffer, isStream: boolean, allowed: ReadonlySet<string>): Buffer | null {
  if (!isStream) {
    const filtered = filterText(body.toString('utf8'), allowed)
    return filtered === null ? null : Buffer.from(filtered)
  }
  const reader = createSseReader({ eventCharsMax: listBytesMax })
  const events = [...reader.push(body), ...reader.end()]
  const lines = events.map(({ event, data, id }) => {
    const filtered = (filterText(data, allowed) ?? '').replace(/\r\n|\r|\n/g, ' ')
    return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${filtered}\n\n`
  })
  return Buffer.from(lines.join(''))
}

/** Tools are cut out of the text, so that what stays is as it came; where a member stands twice it is written anew. */
function filterText(text: string, allowed: ReadonlySet<string>): string | null {
  const json = parseJson(text)
  if (json === undefined) return null
  const result = valueAt(text, ['result'])
  const tools = valueAt(text, ['result', 'tools'])
  const isPlain = (at: number) => findDouble(membersOf(text, at), () => true) === null
  if (Array.isArray(json) || !isPlain(0) || (result && !isPlain(result.from)))
    return JSON.stringify(filterMessage(json, allowed))
  if (!tools || text[tools.from] !== '[') return text
  const kept = itemsOf(text, tools.from)
    .map((span) => textOf(text, span))
    .filter((tool) => isAllowed(parseJson(tool), allowed))
  const scope = valueAt(text, ['result', 'cacheScope'])
  const hidden = scope ? [{ ...scope, text: '"private"' }] : []
  return splice(text, [{ ...tools, text: `[${kept.join(',')}]` }, ...hidden])
}

function isAllowed(tool: unknown, allowed: ReadonlySet<string>): boolean {
  return isObject(tool) && typeof tool.name === 'string' && allowed.has(tool.name)
}

function filterMessage(message: unknown, allowed: ReadonlySet<string>): unknown {
  if (Array.isArray(message)) return message.map((one) => filterMessage(one, allowed))
  if (!isObject(message) || !isObject(message.result) || !Array.isArray(message.result.tools)) return message
  const tools = message.result.tools.filter((tool) => isAllowed(tool, allowed))
  const scope = 'cacheScope' in message.result ? { cacheScope: 'private' } : {}
  return { ...message, result: { ...message.result, ...scope, tools } }
}
