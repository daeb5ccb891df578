/**
 * One JSON-RPC request and the answer to it, which may come as JSON or inside a stream. Reads no further than the
 * answer; of anything that is not MCP only a preview. Must stay true: time and bytes are bounded by the link.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server
 */
import { isOutboundError } from '#lib/http/errors.ts'
import {
  findResponse,
  parseJson,
  type RpcId,
  type RpcNotification,
  type RpcRequest,
  type RpcResponse,
} from './json-rpc.ts'
import { answerBytesMax, previewBytesMax } from './limits.ts'
import { ask, type Link } from './link.ts'
import { postAccept } from './protocol.ts'
import { createSseReader } from './sse-reader.ts'

/** `response`: the JSON-RPC response, if there is one. `body`: parsed JSON of an answer that is none. */
export type PostAnswer = {
  status: number
  headers: Headers
  contentType: string
  response: RpcResponse | null
  body: unknown
  bytes: number
}

export type PostOptions = { headers?: Readonly<Record<string, string>>; timeoutMs?: number }

/** Throws `OutboundError`. */
export async function postMessage(link: Link, message: RpcRequest, options: PostOptions = {}): Promise<PostAnswer> {
  const response = await post(link, message, options)
  const contentType = (response.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const answer = { status: response.status, headers: response.headers, contentType, body: undefined }

  if (contentType === 'text/event-stream') return { ...answer, ...(await readStream(response, message.id)) }
  const isJson = contentType === 'application/json' || contentType.endsWith('+json')
  const { text, bytes } = await readText(response, isJson && response.ok ? answerBytesMax : previewBytesMax)
  const body = parseJson(text)
  return { ...answer, body, bytes, response: findResponse(body, message.id) }
}

/** Says something that has no answer. Throws `OutboundError`. */
export async function notifyServer(link: Link, message: RpcNotification, options: PostOptions = {}): Promise<void> {
  const response = await post(link, message, options)
  await response.body?.cancel()
}

function post(link: Link, message: RpcRequest | RpcNotification, options: PostOptions): Promise<Response> {
  const headers = { ...options.headers, 'content-type': 'application/json', accept: postAccept }
  return ask(link, { method: 'POST', headers, body: JSON.stringify(message) }, options.timeoutMs)
}

async function readStream(response: Response, id: RpcId): Promise<{ response: RpcResponse | null; bytes: number }> {
  const reader = createSseReader({ eventCharsMax: answerBytesMax })
  let bytes = 0
  // Leaving the loop cancels the body, and with it the connection.
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength
    for (const event of reader.push(chunk)) {
      const found = findResponse(parseJson(event.data), id)
      if (found) return { response: found, bytes }
    }
  }
  const last = reader.end().map((event) => findResponse(parseJson(event.data), id))
  return { response: last.find((found) => found !== null) ?? null, bytes }
}

/** At most `bytesMax`; a JSON answer of a success is complete or an error, the rest is only looked into. */
async function readText(response: Response, bytesMax: number): Promise<{ text: string; bytes: number }> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for await (const chunk of response.body ?? []) {
      bytes += chunk.byteLength
      text += decoder.decode(chunk, { stream: true })
      if (bytes >= bytesMax) break
    }
  } catch (error) {
    if (bytesMax === answerBytesMax || !isOutboundError(error)) throw error
  }
  return { text, bytes }
}
