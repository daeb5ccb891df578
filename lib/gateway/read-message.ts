/**
 * One POST body: read within its bound, parsed once, checked for what policy needs. Decisions are made on the body;
 * where a client repeats a part of it in headers (modern family), the two must agree.
 * https://modelcontextprotocol.io/specification/2026-07-28/basic/transports
 */
import type { IncomingMessage } from 'node:http'
import { isObject, type JsonObject, jsonDepthMax, parseJson, type RpcId } from '#lib/mcp/json-rpc.ts'
import { mcpHeaders, metaKeys, modernVersion, namedParam, rpcErrors } from '#lib/mcp/protocol.ts'
import { requestBytesMax } from './limits.ts'

export type Message = {
  bytes: Buffer
  json: JsonObject
  /** Null for a response or a notification. */
  id: RpcId | null
  /** Null for a response. */
  method: string | null
  params: JsonObject
  isModern: boolean
}

export type Refusal = { status: number; id?: RpcId | null; code: number; message: string }
export type ReadResult = { ok: true; message: Message } | { ok: false; refusal: Refusal }

export async function readMessage(req: IncomingMessage): Promise<ReadResult> {
  if (!/^application\/json\s*(;|$)/i.test(req.headers['content-type'] ?? '')) {
    return refuse(415, rpcErrors.invalidRequest, 'Content-Type must be application/json.')
  }
  const bytes = await readBody(req)
  if (!bytes)
    return refuse(413, rpcErrors.invalidRequest, `The body is larger than ${requestBytesMax / 1_048_576} MiB.`)
  const json = parseJson(bytes.toString('utf8'))
  if (json === undefined)
    return refuse(400, rpcErrors.parseError, `The body is not JSON, or nests deeper than ${jsonDepthMax} levels.`)
  if (Array.isArray(json)) return refuse(400, rpcErrors.invalidRequest, 'JSON-RPC batches are not supported.')
  return isObject(json) && json.jsonrpc === '2.0'
    ? check(req, bytes, json)
    : refuse(400, rpcErrors.invalidRequest, 'The body is not a JSON-RPC 2.0 message.')
}

function check(req: IncomingMessage, bytes: Buffer, json: JsonObject): ReadResult {
  const id = typeof json.id === 'string' || typeof json.id === 'number' ? json.id : null
  const method = typeof json.method === 'string' ? json.method : null
  const isAnswer = method === null && id !== null && ('result' in json || 'error' in json)
  const hasOddId = 'id' in json && id === null
  if ((method === null && !isAnswer) || (method !== null && hasOddId)) {
    return refuse(400, rpcErrors.invalidRequest, 'The body is not a JSON-RPC 2.0 message.')
  }
  const params = isObject(json.params) ? json.params : {}
  const version = isObject(params._meta) ? params._meta[metaKeys.protocolVersion] : undefined
  const isModern = typeof version === 'string' && version >= modernVersion
  const message = { bytes, json, id: isAnswer ? null : id, method, params, isModern }
  const differing = isModern && method && id !== null ? differingHeader(req, message, version) : null
  if (!differing) return { ok: true, message }
  return refuse(400, rpcErrors.headerMismatch, `The header ${differing} does not agree with the body.`, id)
}

function differingHeader(req: IncomingMessage, { method, params }: Message, version: string): string | null {
  if (req.headers[mcpHeaders.protocolVersion] !== version) return 'MCP-Protocol-Version'
  if (req.headers[mcpHeaders.method] !== method) return 'Mcp-Method'
  const param = namedParam.get(method ?? '')
  if (!param) return null
  const given = req.headers[mcpHeaders.name]
  const isOptional = param === 'taskId'
  if (given === undefined) return isOptional ? null : 'Mcp-Name'
  return decodeHeader(String(given)) === params[param] ? null : 'Mcp-Name'
}

/** Values that are not ASCII travel as `=?base64?…?=`. */
function decodeHeader(value: string): string {
  const encoded = /^=\?base64\?(.*)\?=$/.exec(value)?.[1]
  return encoded === undefined ? value : Buffer.from(encoded, 'base64').toString('utf8')
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

function refuse(status: number, code: number, message: string, id: RpcId | null = null): ReadResult {
  return { ok: false, refusal: { status, id, code, message } }
}
