/**
 * An upstream's answer as a modern client expects it: under the id it asked with (it was sent on under another), and with
 * the `resultType` that legacy servers do not give.
 */
import { isObject, parseJson, type RpcId } from '#lib/mcp/json-rpc.ts'
import { createSseReader, type SseEvent } from '#lib/mcp/sse-reader.ts'
import { gatewayErrors } from '../answer.ts'
import { unreadable } from '../judge.ts'
import { listBytesMax } from '../limits.ts'
import { collecting, type Sink } from '../send.ts'

type Ids = { sentId: RpcId; id: RpcId }
type Rewriting = Ids & { isStream: boolean; serverName: string }

/** A sink that rewrites on its way to `sink`: event by event, or at the end of one JSON body. */
export function toModernAnswer(sink: Sink, rewriting: Rewriting): Sink {
  if (!rewriting.isStream) {
    return collecting(listBytesMax, (body) => {
      sink.write(Buffer.from(toReadable(body.toString('utf8'), rewriting)))
      sink.end()
    })
  }
  const reader = createSseReader({ eventCharsMax: listBytesMax })
  const toData = ({ event, data }: SseEvent) => (event === 'message' ? toReadable(data, rewriting) : data)
  const pass = (events: SseEvent[]) => {
    const text = events.map((event) => `event: ${event.event}\ndata: ${toData(event)}\n\n`).join('')
    return text === '' || sink.write(Buffer.from(text))
  }
  return {
    write: (chunk) => pass(reader.push(chunk)),
    end: () => {
      pass(reader.end())
      sink.end()
    },
    ...(sink.onDrain && { onDrain: sink.onDrain }),
  }
}

/** What cannot be read stays under an id that the client does not know, so it would wait for its answer. */
function toReadable(text: string, { serverName, ...ids }: Rewriting): string {
  const json = parseJson(text)
  if (text === '' || json !== undefined) return rewrite(text, json, ids)
  const error = { code: gatewayErrors.upstreamFailed, message: unreadable(serverName).message }
  return JSON.stringify({ jsonrpc: '2.0', id: ids.id, error })
}

/** A message as the client that asked with `id` expects it; whatever is no answer to `sentId` stays as it came. */
export function toAnswerFor(text: string, ids: Ids): string {
  return rewrite(text, parseJson(text), ids)
}

function rewrite(text: string, json: unknown, { sentId, id }: Ids): string {
  if (!isObject(json) || json.id !== sentId) return text
  const result = isObject(json.result) && { result: { resultType: 'complete', ...json.result } }
  return JSON.stringify({ ...json, id, ...result })
}
