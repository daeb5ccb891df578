import { parseJson } from '#lib/mcp/json-rpc.ts'
import { createSseReader } from '#lib/mcp/sse-reader.ts'
import { initialize, post } from './raw-client.ts'

type Json = Record<string, unknown>
type Sent = { url: string; authorization: string; headers?: Record<string, string> }

export type RunningCall = {
  response: Promise<Response>
  /** What the stream says next; null at its end. */
  next: () => Promise<Json | null>
  /** The text of what it said last. */
  heard: () => string
  /** Closes the connection. */
  leave: () => void
}

/** A POST whose answer is read message by message, or not at all. */
export function startCall({ url, authorization, headers = {} }: Sent, message: unknown): RunningCall {
  const controller = new AbortController()
  const own = { authorization, 'content-type': 'application/json', accept: 'application/json, text/event-stream' }
  const response = fetch(url, {
    method: 'POST',
    headers: { ...own, ...headers },
    body: JSON.stringify(message),
    signal: controller.signal,
  })
  response.catch(() => undefined)
  let heard = ''
  const hear = (text: string) => {
    heard = text
    return parseJson(text) as Json
  }
  const messages = readMessages(response, hear)
  return {
    response,
    heard: () => heard,
    next: async () => (await messages.next()).value ?? null,
    leave: () => controller.abort(),
  }
}

async function* readMessages(
  response: Promise<Response>,
  hear: (text: string) => Json,
): AsyncGenerator<Json, undefined> {
  const { body, headers } = await response
  const isStream = headers.get('content-type')?.startsWith('text/event-stream')
  if (!isStream) {
    const text = await new Response(body).text()
    if (text !== '') yield hear(text)
    return
  }
  const reader = createSseReader({ eventCharsMax: 10_000_000 })
  for await (const chunk of body ?? []) for (const { data } of reader.push(chunk)) if (data !== '') yield hear(data)
}

/** The header by which a legacy client goes on with the session it has opened. */
export async function openSession(
  url: string,
  authorization: string,
  capabilities: Json = {},
): Promise<Record<string, string>> {
  const opened = await post(url, authorization, initialize(capabilities))
  return { 'mcp-session-id': opened.headers.get('mcp-session-id') ?? '' }
}
