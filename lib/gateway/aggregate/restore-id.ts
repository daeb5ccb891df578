/** Gives an answer the id under which its client asked, when it was sent on under another one. */
import { isObject, parseJson, type RpcId } from '#lib/mcp/json-rpc.ts'
import { createSseReader, type SseEvent } from '#lib/mcp/sse-reader.ts'
import { listBytesMax } from '../limits.ts'
import { collect, type Sink } from '../relay.ts'

type Ids = { isStream: boolean; sentId: RpcId; id: RpcId }

/** A sink that rewrites the id on its way to `sink`, event by event, or at the end of one JSON body. */
export function restoreId(sink: Sink, ids: Ids): Sink {
  if (!ids.isStream) {
    return collect(listBytesMax, (body) => {
      if (body) sink.write(Buffer.from(restore(body.toString('utf8'), ids)))
      sink.end()
    })
  }
  const reader = createSseReader({ eventCharsMax: listBytesMax })
  const pass = (events: SseEvent[]) => {
    const text = events.map((event) => `event: ${event.event}\ndata: ${restore(event.data, ids)}\n\n`).join('')
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

function restore(text: string, { sentId, id }: Ids): string {
  const json = parseJson(text)
  return isObject(json) && json.id === sentId ? JSON.stringify({ ...json, id }) : text
}
