/**
 * One JSON-RPC request and the answer to it, which may come as JSON or inside a stream. Reads no further than the answer; of
 * anything that is not MCP only a preview. What the server asks meanwhile is answered. How a server is reached is the caller's
 * part (`Peer`), so that the live check, the rechecks and the gateway speak with one voice and one patience.
 * https://modelcontextprotocol.io/specification/2025-11-25/basic/transports#sending-messages-to-the-server
 */
import { isOutboundError } from '#lib/http/errors.ts'
import {
  findResponse,
  isObject,
  parseJson,
  type RpcId,
  type RpcNotification,
  type RpcRequest,
  type RpcResponse,
} from './json-rpc.ts'
import { announceTimeoutMs, answerBytesMax, closeTimeoutMs, previewBytesMax } from './limits.ts'
import { postAccept, rpcErrors } from './protocol.ts'
import { createSseReader } from './sse-reader.ts'

type Headers = Readonly<Record<string, string>>

type PeerRequest = { method: 'POST' | 'DELETE'; headers: Headers; body?: string; timeoutMs: number }

type PeerAnswer = {
  status: number
  headers: { get: (name: string) => string | null }
  /** Must be read, or `cancel` called. */
  body: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  cancel: () => unknown
}

/** One server as it is reached. `send` throws `OutboundError`; time and bytes are bounded by whoever makes it. */
export type Peer = {
  send: (request: PeerRequest) => Promise<PeerAnswer>
  /** For one answer. */
  timeoutMs: number
  /** Whether the time for all of it has passed. */
  isOver: () => boolean
}

/** `response`: the JSON-RPC response, if there is one, and the text it came as. `body`: parsed JSON of an answer that is none. */
export type Reply = {
  status: number
  headers: PeerAnswer['headers']
  contentType: string
  response: RpcResponse | null
  text: string
  body: unknown
  bytes: number
}

type PostOptions = { headers?: Headers; timeoutMs?: number }

/** Throws `OutboundError`. */
export async function postMessage(peer: Peer, message: RpcRequest, options: PostOptions = {}): Promise<Reply> {
  const answer = await post(peer, message, options)
  const contentType = (answer.headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  const reply = { status: answer.status, headers: answer.headers, contentType, body: undefined }

  if (contentType === 'text/event-stream') {
    const reading = await readStream(answer, message.id, (asked) => void answerServer(peer, asked, options))
    return { ...reply, ...reading }
  }
  const isOk = answer.status >= 200 && answer.status < 300
  const { text, bytes } = await readText(answer, isOk && contentType !== 'text/html' ? answerBytesMax : previewBytesMax)
  const body = parseJson(text)
  return { ...reply, body, bytes, text, response: findResponse(body, message.id) }
}

/**
 * Says something that has no answer. Servers refuse such things, leave a stream open for them or never answer, and work all the
 * same: a moment is given, so that they hear it before what comes next, and what becomes of it does not matter.
 */
export async function notifyServer(peer: Peer, message: RpcNotification, headers: Headers): Promise<void> {
  try {
    const answer = await post(peer, message, { headers, timeoutMs: announceTimeoutMs })
    await answer.cancel()
  } catch (error) {
    if (!isOutboundError(error)) throw error
  }
}

/** Ends a session, within a short deadline of its own. What the server says to it does not matter. */
export async function sayGoodbye({ send }: Peer, headers: Headers): Promise<void> {
  try {
    const answer = await send({ method: 'DELETE', headers, timeoutMs: closeTimeoutMs })
    await answer.cancel()
  } catch (error) {
    if (!isOutboundError(error)) throw error
  }
}

function post(peer: Peer, message: object, { headers, timeoutMs = peer.timeoutMs }: PostOptions): Promise<PeerAnswer> {
  const own = { ...headers, 'content-type': 'application/json', accept: postAccept }
  return peer.send({ method: 'POST', headers: own, body: JSON.stringify(message), timeoutMs })
}

type Asked = { id: RpcId; method: string }

/** A ping is answered; there is nobody here to ask for anything else. */
async function answerServer(peer: Peer, { id, method }: Asked, { headers }: PostOptions): Promise<void> {
  const refusal = { code: rpcErrors.methodNotFound, message: 'Nobody can be asked here.' }
  const answer = method === 'ping' ? { result: {} } : { error: refusal }
  try {
    const taken = await post(peer, { jsonrpc: '2.0', id, ...answer }, { headers, timeoutMs: announceTimeoutMs })
    await taken.cancel()
  } catch {
    // Whoever asked sees that no answer came.
  }
}

type Reading = { response: RpcResponse | null; text: string; bytes: number }

async function readStream(answer: PeerAnswer, id: RpcId, onAsked: (asked: Asked) => void): Promise<Reading> {
  const reader = createSseReader({ eventCharsMax: answerBytesMax })
  let bytes = 0
  const find = (data: string): Reading | null => {
    const json = parseJson(data)
    const response = findResponse(json, id)
    if (response) return { response, text: data, bytes }
    if (isAsked(json)) onAsked(json)
    return null
  }
  // Leaving the loop cancels the body, and with it the connection.
  for await (const chunk of answer.body) {
    bytes += chunk.byteLength
    for (const event of reader.push(chunk)) {
      const found = find(event.data)
      if (found) return found
    }
  }
  for (const event of reader.end()) {
    const found = find(event.data)
    if (found) return found
  }
  return { response: null, text: '', bytes }
}

function isAsked(json: unknown): json is Asked {
  return (
    isObject(json) && typeof json.method === 'string' && (typeof json.id === 'string' || typeof json.id === 'number')
  )
}

/** At most `bytesMax`; an answer that may be the one is complete or an error, the rest is only looked into. */
async function readText(answer: PeerAnswer, bytesMax: number): Promise<{ text: string; bytes: number }> {
  const decoder = new TextDecoder()
  let text = ''
  let bytes = 0
  try {
    for await (const chunk of answer.body) {
      bytes += chunk.byteLength
      text += decoder.decode(chunk, { stream: true })
      if (bytes >= bytesMax) break
    }
  } catch (error) {
    if (bytesMax === answerBytesMax || !isOutboundError(error)) throw error
  }
  return { text, bytes }
}
