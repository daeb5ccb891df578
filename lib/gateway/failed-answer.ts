/**
 * An upstream's answer outside 2xx, read whole within a bound before anything of it is passed on. Its status and the headers
 * that go with it are protocol and stay. Its body is passed on only where it is JSON-RPC: pages and traces of a server that
 * broke are nothing for an agent.
 */
import type { ServerResponse } from 'node:http'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { isOutboundError } from '#lib/http/errors.ts'
import { isObject, parseJson } from '#lib/mcp/json-rpc.ts'
import { failureBytesMax } from './limits.ts'
import { answerError, answerJson, gatewayErrors, type IdText } from './wire/answer.ts'
import type { Answer } from './wire/send.ts'

/**
 * `headers`: what of the answer's own may go on. `id` is null where nothing was asked that has an answer. `rewrite`: what a
 * JSON-RPC body becomes for the client that asked; null where it is nothing for it. `rpcStatus`: what a JSON-RPC body goes with
 * instead of the answer's own status.
 */
type Failed = {
  headers: Record<string, string>
  serverName: string
  id: IdText | null
  rewrite?: (text: string) => string | null
  rpcStatus?: number
}

/** Answers `res` with what of the answer may go on. */
export async function passFailure(res: ServerResponse, answer: Answer, failed: Failed): Promise<CallOutcome> {
  const { headers, rewrite, rpcStatus = answer.status } = failed
  const text = await readFailure(answer)
  const kept = text !== null && isRpc(parseJson(text)) ? (rewrite ? rewrite(text) : text) : null
  if (kept === null) {
    answerShort(res, answer.status, failed)
    return 'upstream_failed'
  }
  const body = Buffer.from(kept)
  res.writeHead(toStatus(rpcStatus), {
    ...headers,
    'content-type': 'application/json',
    'content-length': body.length,
  })
  res.end(body)
  return 'rpc_error'
}

/** Null: it is more than anybody reads. */
async function readFailure(answer: Answer): Promise<string | null> {
  try {
    return (await answer.read(failureBytesMax)).toString('utf8')
  } catch (error) {
    if (isOutboundError(error) && error.reason === 'too_large') return null
    throw error
  }
}

function answerShort(res: ServerResponse, status: number, { headers, serverName, id }: Failed): void {
  const { 'content-type': _type, 'content-length': _length, ...kept } = headers
  const message = `${serverName} answered with status ${status}.`
  if (id === null) return answerJson(res, toStatus(status), { error: message }, kept)
  answerError(res, toStatus(status), { id, code: gatewayErrors.upstreamFailed, message }, { headers: kept })
}

/** 407 is between a client and its proxy: `fetch` takes it for a broken connection (https://fetch.spec.whatwg.org/#http-network-fetch). */
function toStatus(status: number): number {
  return status === 407 ? 502 : status
}

function isRpc(json: unknown): boolean {
  if (Array.isArray(json)) return json.length > 0 && json.every(isRpc)
  return isObject(json) && json.jsonrpc === '2.0'
}
