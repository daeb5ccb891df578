/**
 * One POST body: read within its bound, parsed once, checked for what policy needs. Decisions are made on the body;
 * where a client repeats a part of it in headers (modern family), the two must agree.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/transports
 */
import type { IncomingMessage } from 'node:http'
import { isObject, type JsonObject, jsonDepthMax, parseJson } from '#lib/mcp/json-rpc.ts'
import { textOf, valueAt } from '#lib/mcp/json-text.ts'
import { decodeHeader, mcpHeaders, metaKeys, modernVersion, namedParam, rpcErrors } from '#lib/mcp/protocol.ts'
import { requestBytesMax } from '../limits.ts'
import { Refusal } from '../refusal.ts'
import type { IdText } from './answer.ts'

/** `text`: as it came, `bytes` without anything lost. */
type Received = { bytes: Buffer; text: string; json: JsonObject; isModern: boolean }
/** Ids stay as they are written: no number of ours holds every id of theirs. */
export type ClientRequest = Received & { kind: 'request'; id: IdText; method: string; params: JsonObject }
export type ClientNotification = Received & { kind: 'notification'; method: string; params: JsonObject }
/** The answer to something that a server asked the client. */
export type ClientResponse = Received & { kind: 'response'; id: string | number }
export type ClientMessage = ClientRequest | ClientNotification | ClientResponse

/** Throws `Refusal`. */
export async function readMessage(req: IncomingMessage): Promise<ClientMessage> {
  if (!/^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? ''))
    throw unreadable(415, rpcErrors.invalidRequest, 'Content-Type must be application/json.')
  const bytes = await readBody(req)
  if (!bytes)
    throw unreadable(413, rpcErrors.invalidRequest, `The body is larger than ${requestBytesMax / 1_048_576} MiB.`)
  const text = bytes.toString('utf8')
  const json = parseJson(text)
  if (json === undefined)
    throw unreadable(400, rpcErrors.parseError, `The body is not JSON, or nests deeper than ${jsonDepthMax} levels.`)
  if (Array.isArray(json)) throw unreadable(400, rpcErrors.invalidRequest, 'JSON-RPC batches are not supported.')
  const message = isObject(json) && json.jsonrpc === '2.0' ? toMessage({ bytes, text, json }) : null
  if (!message) throw unreadable(400, rpcErrors.invalidRequest, 'The body is not a JSON-RPC 2.0 message.')
  if (message.kind === 'request' && message.isModern) assertAgreeing(req, message)
  return message
}

/** Null where it is none of the three. */
function toMessage(body: Omit<Received, 'isModern'>): ClientMessage | null {
  const { text, json } = body
  const id = typeof json.id === 'string' || typeof json.id === 'number' ? json.id : null
  if (typeof json.method !== 'string') {
    const isAnswer = id !== null && ('result' in json || 'error' in json)
    return isAnswer ? { kind: 'response', ...body, id, isModern: false } : null
  }
  const params = isObject(json.params) ? json.params : {}
  const version = versionOf(params)
  const said = { ...body, method: json.method, params, isModern: version !== null && version >= modernVersion }
  const written = id === null ? null : valueAt(text, ['id'])
  if (written) return { kind: 'request', id: textOf(text, written), ...said }
  return 'id' in json ? null : { kind: 'notification', ...said }
}

function versionOf({ _meta }: JsonObject): string | null {
  const version = isObject(_meta) ? _meta[metaKeys.protocolVersion] : undefined
  return typeof version === 'string' ? version : null
}

function assertAgreeing(req: IncomingMessage, request: ClientRequest): void {
  const differing = differingHeader(req, request)
  if (!differing) return
  const message = `The header ${differing} does not agree with the body.`
  throw unreadable(400, rpcErrors.headerMismatch, message, request.id)
}

function differingHeader(req: IncomingMessage, { method, params }: ClientRequest): string | null {
  if (req.headers[mcpHeaders.protocolVersion] !== versionOf(params)) return 'MCP-Protocol-Version'
  if (req.headers[mcpHeaders.method] !== method) return 'Mcp-Method'
  const param = namedParam.get(method)
  if (!param) return null
  const given = req.headers[mcpHeaders.name]
  const isOptional = param === 'taskId'
  if (given === undefined) return isOptional ? null : 'Mcp-Name'
  return decodeHeader(String(given)) === params[param] ? null : 'Mcp-Name'
}

/** Null when it is too large; the rest is not read. */
function readBody(req: IncomingMessage): Promise<Buffer | null> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let length = 0
    req.on('data', (chunk: Buffer) => {
      length += chunk.length
      if (length <= requestBytesMax) {
        chunks.push(chunk)
        return
      }
      req.pause()
      resolve(null)
    })
    req.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
    req.on('error', reject)
  })
}

function unreadable(status: number, code: number, message: string, id: IdText | null = null): Refusal {
  return new Refusal({ status, id, code, message, headers: { connection: 'close' } })
}
