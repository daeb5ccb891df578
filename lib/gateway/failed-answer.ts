/**
 * An upstream's answer outside 2xx, read whole within a bound before anything of it is passed on. Its status and the headers
 * that go with it are protocol and stay. Its body is passed on only where it is JSON-RPC: pages and traces of a server that
 * broke are nothing for an agent.
 */
import type { ServerResponse } from 'node:http'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { isObject, parseJson, type RpcId } from '#lib/mcp/json-rpc.ts'
import { answerError, answerJson, gatewayErrors } from './answer.ts'
import { failureBytesMax } from './limits.ts'
import type { Sink } from './relay.ts'

/**
 * `headers`: what of the answer's own may go on. `id` is null where nothing was asked that has an answer. `rewrite`: what a
 * JSON-RPC body becomes for the client that asked.
 */
type Failed = {
  status: number
  headers: Record<string, string>
  serverName: string
  id: RpcId | null
  rewrite?: (text: string) => string
}

/** Reads the answer and answers `res` with what of it may go on. */
export function answerFailure(res: ServerResponse, failed: Failed): Sink & { outcome: () => CallOutcome } {
  const chunks: Buffer[] = []
  let length = 0
  let outcome: CallOutcome = 'upstream_failed'
  return {
    write: (chunk) => {
      length += chunk.length
      if (length <= failureBytesMax) chunks.push(chunk)
      if (length <= failureBytesMax) return true
      answerShort(res, failed)
      throw new Error('The rest of a failed answer is not read.')
    },
    end: () => {
      const text = Buffer.concat(chunks).toString('utf8')
      if (!isRpc(parseJson(text))) return answerShort(res, failed)
      outcome = 'rpc_error'
      const body = Buffer.from(failed.rewrite?.(text) ?? text)
      res.writeHead(toStatus(failed.status), {
        ...failed.headers,
        'content-type': 'application/json',
        'content-length': body.length,
      })
      res.end(body)
    },
    outcome: () => outcome,
  }
}

function answerShort(res: ServerResponse, { status, headers, serverName, id }: Failed): void {
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
