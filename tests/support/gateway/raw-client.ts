import { createSseReader } from '#lib/mcp/sse-reader.ts'

type Json = Record<string, unknown>
export type RawAnswer = { status: number; headers: Headers; body: Json | null; text: string }

/** One POST as a client sends it, with its answer read from JSON or a stream. */
export async function post(
  url: string,
  authorization: string,
  message: unknown,
  headers: Record<string, string> = {},
): Promise<RawAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      authorization,
      'content-type': 'application/json',
      accept: 'application/json, text/event-stream',
      ...headers,
    },
    body: typeof message === 'string' ? message : JSON.stringify(message),
  })
  const text = await response.text()
  return { status: response.status, headers: response.headers, body: parse(response.headers, text), text }
}

export function request(method: string, params: Json = {}, id: string | number = 1): Json {
  return { jsonrpc: '2.0', id, method, params }
}

export function toolCall(name: string, args: Json = {}, id: string | number = 1): Json {
  return request('tools/call', { name, arguments: args }, id)
}

export function initialize(capabilities: Json = {}, protocolVersion = '2025-11-25'): Json {
  return request('initialize', { protocolVersion, capabilities, clientInfo: { name: 'test', version: '1' } }, 0)
}

/** The text of a tool result. */
export function textOf(body: Json | null): string {
  const result = body?.result as { content?: { text?: string }[] } | undefined
  return result?.content?.[0]?.text ?? ''
}

/** The tools of a `tools/list` answer. */
export function toolsOf({ body }: RawAnswer): { name: string }[] {
  const result = body?.result as { tools?: { name: string }[] } | undefined
  return result?.tools ?? []
}

function parse(headers: Headers, text: string): Json | null {
  if (text === '') return null
  if (!headers.get('content-type')?.startsWith('text/event-stream')) return JSON.parse(text)
  const reader = createSseReader({ eventCharsMax: 10_000_000 })
  const events = [...reader.push(Buffer.from(text)), ...reader.end()].filter(({ data }) => data !== '')
  return JSON.parse(events.at(-1)?.data ?? 'null')
}
