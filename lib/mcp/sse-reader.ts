/**
 * Reads a stream of server-sent events as it arrives: fed with bytes, gives the events they complete. Lines and letters
 * may be split over chunks, lines may end in CR, LF or CRLF, `data` may be empty (a priming event that only has an id).
 * Must stay true: the work is linear in the bytes and the memory is bounded by one event.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
import { OutboundError } from '#lib/http/errors.ts'

/** `event` is `message` unless the stream names another; `data` is the lines joined, possibly empty; `retry` in ms. */
export type SseEvent = { event: string; data: string; id?: string; retry?: number }

export type SseReader = {
  /** The events these bytes complete. Throws `OutboundError` `too_large` when one event grows over the bound. */
  push(bytes: Uint8Array): SseEvent[]
  /** What a stream leaves that ends without the blank line after its last event. */
  end(): SseEvent[]
}

const lineEnd = /\r\n|\r|\n/g

export function createSseReader({ eventCharsMax }: { eventCharsMax: number }): SseReader {
  const decoder = new TextDecoder()
  let partial: string[] = []
  let fields = new Map<string, string[]>()
  let chars = 0
  let endedInReturn = false

  function read(decoded: string): SseEvent[] {
    const text = endedInReturn && decoded.startsWith('\n') ? decoded.slice(1) : decoded
    if (decoded !== '') endedInReturn = decoded.endsWith('\r')

    const events: SseEvent[] = []
    let from = 0
    for (const match of text.matchAll(lineEnd)) {
      grow(match.index - from)
      const event = takeLine(partial.join('') + text.slice(from, match.index))
      if (event) events.push(event)
      partial = []
      from = match.index + match[0].length
    }
    grow(text.length - from)
    if (from < text.length) partial.push(text.slice(from))
    return events
  }

  function takeLine(line: string): SseEvent | null {
    if (line === '') return takeEvent()
    const colon = line.indexOf(':')
    if (colon === 0) return forgetComment(line)
    const name = colon === -1 ? line : line.slice(0, colon)
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '')
    const lines = fields.get(name)
    if (lines && name === 'data') lines.push(value)
    else fields.set(name, [value])
    return null
  }

  /** Keep-alive comments may go on for hours and belong to no event. */
  function forgetComment(line: string): null {
    chars -= line.length
    return null
  }

  function takeEvent(): SseEvent | null {
    const data = fields.get('data')
    const id = fields.get('id')?.[0]
    const event = fields.get('event')?.[0]
    const given = fields.get('retry')?.[0] ?? ''
    const retry = /^\d+$/.test(given) ? Number(given) : undefined
    fields = new Map()
    chars = 0
    if (data === undefined && id === undefined && retry === undefined) return null
    const rest = { ...(id !== undefined && { id }), ...(retry !== undefined && { retry }) }
    return { event: event || 'message', data: (data ?? []).join('\n'), ...rest }
  }

  function grow(by: number): void {
    chars += by
    if (chars > eventCharsMax)
      throw new OutboundError('too_large', 'The server streams an event that is larger than accepted.')
  }

  return {
    push: (bytes) => read(decoder.decode(bytes, { stream: true })),
    end: () => [...read(decoder.decode()), ...read('\n\n')],
  }
}
