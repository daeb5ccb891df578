/**
 * What the gateway itself answers, always as JSON-RPC so that clients understand it. Own codes lie outside the
 * range that JSON-RPC and MCP reserve. Messages are for the person behind the agent and hold no secrets.
 * https://www.jsonrpc.org/specification#error_object
 */
import type { ServerResponse } from 'node:http'
import type { RpcId } from '#lib/mcp/json-rpc.ts'

export const gatewayErrors = {
  unauthenticated: -31401,
  forbidden: -31403,
  notFound: -31404,
  methodNotAllowed: -31405,
  tooMany: -31429,
  internal: -31500,
  upstreamFailed: -31502,
  stopping: -31503,
} as const

type Extra = { data?: unknown; headers?: Record<string, string> }

/** A body that a person reads where no JSON-RPC message can be meant. */
export function answerJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  if (res.headersSent || res.destroyed) return
  const bytes = Buffer.from(JSON.stringify(body))
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(bytes)
}

export function answerResult(res: ServerResponse, id: RpcId, result: unknown, headers?: Record<string, string>): void {
  answerJson(res, 200, { jsonrpc: '2.0', id, result }, headers)
}

export function answerError(
  res: ServerResponse,
  status: number,
  error: { id?: RpcId | null; code: number; message: string },
  { data, headers }: Extra = {},
): void {
  const { id = null, code, message } = error
  answerJson(
    res,
    status,
    { jsonrpc: '2.0', id, error: { code, message, ...(data !== undefined && { data }) } },
    headers,
  )
}
