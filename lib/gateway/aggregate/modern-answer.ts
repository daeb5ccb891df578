/**
 * An upstream's answer as a modern client expects it: under the id it asked with (it was sent on under another), and with
 * the `resultType` that legacy servers do not give.
 */
import { isObject, parseJson, type RpcId } from '#lib/mcp/json-rpc.ts'
import { createSseReader, type SseEvent } from '#lib/mcp/sse-reader.ts'
import { listBytesMax } from '../limits.ts'
import { collect, type Sink } from '../relay.ts'

type Ids = { isStream: boolean; sentId: RpcId; id: RpcId }

/** A sink that rewrites on its way to `sink`: event by event, or at the end of one JSON body. */
export function toModernAnswer(sink: Sink, ids: Ids): Sink {
  if (!ids.isStream) {
    return collect(listBytesMax, (body) => {
      sink.write(Buffer.from(toAnswerFor(body.toString('utf8'), ids)))
      sink.end()
    })
  }
  const reader = createSseReader({ eventCharsMax: listBytesMax })
  const pass = (events: SseEvent[]) => {
    const text = events.map((event) => `event: ${event.event}\ndata: ${toAnswerFor(event.data, ids)}\n\n`).join('')
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

/** A message as the client that asked with `id` expects it; whatever is no answer to `sentId` stays as it came. */
export function toAnswerFor(text: string, { sentId, id }: Pick<Ids, 'sentId' | 'id'>): string {
  const json = parseJson(text)
  if (!isObject(json) || json.id !== sentId) return text
  const result = isObject(json.result) && { result: { resultType: 'complete', ...json.result } }
  return JSON.stringify({ ...json, id, ...result })
}
