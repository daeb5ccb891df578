/**
 * A `tools/list` answer with only the tools a connection allows. It comes as one JSON object or inside a stream; all
 * that is not the list stays as it was. What cannot be read is not handed on: a filter that lets things slip is none.
 */
import { isObject, parseJson } from '#lib/mcp/json-rpc.ts'
import { createSseReader } from '#lib/mcp/sse-reader.ts'
import { listBytesMax } from '../limits.ts'

/** The filtered body, or null when it holds no readable answer. */
export function filterTools(body: Buffer, isStream: boolean, allowed: ReadonlySet<string>): Buffer | null {
  if (!isStream) {
    const json = parseJson(body.toString('utf8'))
    return json === undefined ? null : Buffer.from(JSON.stringify(filterMessage(json, allowed)))
  }
  const reader = createSseReader({ eventCharsMax: listBytesMax })
  const events = [...reader.push(body), ...reader.end()]
  const lines = events.map(({ event, data, id }) => {
    const json = data === '' ? undefined : parseJson(data)
    const filtered = json === undefined ? '' : JSON.stringify(filterMessage(json, allowed))
    return `${id === undefined ? '' : `id: ${id}\n`}event: ${event}\ndata: ${filtered}\n\n`
  })
  return Buffer.from(lines.join(''))
}

function filterMessage(message: unknown, allowed: ReadonlySet<string>): unknown {
  if (Array.isArray(message)) return message.map((one) => filterMessage(one, allowed))
  if (!isObject(message) || !isObject(message.result) || !Array.isArray(message.result.tools)) return message
  const tools = message.result.tools.filter(
    (tool) => isObject(tool) && typeof tool.name === 'string' && allowed.has(tool.name),
  )
  const scope = 'cacheScope' in message.result ? { cacheScope: 'private' } : {}
  return { ...message, result: { ...message.result, ...scope, tools } }
}
