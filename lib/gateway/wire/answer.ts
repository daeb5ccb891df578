/**
 * What the gateway itself answers, always as JSON-RPC so that clients understand it. Own codes lie outside the
 * range that JSON-RPC and MCP reserve. Messages are for the person behind the agent and hold no secrets.
 * https://www.jsonrpc.org/specification#error_object
 */
import type { ServerResponse } from 'node:http'

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

/** An id as its client wrote it: JSON, so that a number stays the number it is. */
export type IdText = string

type Extra = { data?: unknown; headers?: Record<string, string> }

/** A body that a person reads where no JSON-RPC message can be meant. */
export function answerJson(
  res: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  answerText(res, status, JSON.stringify(body), headers)
}

export function answerResult(res: ServerResponse, id: IdText, result: unknown, headers?: Record<string, string>): void {
  answerText(res, 200, resultText(id, JSON.stringify(result)), headers)
}

export function answerError(res: ServerResponse, status: number, error: Failure, { data, headers }: Extra = {}): void {
  answerText(res, status, errorText(error, data), headers)
}

export type Failure = { id?: IdText | null; code: number; message: string }

export function errorText({ id = null, code, message }: Failure, data?: unknown): string {
  const error = JSON.stringify({ code, message, ...(data !== undefined && { data }) })
  return `{"jsonrpc":"2.0","id":${id},"error":${error}}`
}

/** `result`: JSON. */
export function resultText(id: IdText, result: string): string {
  return `{"jsonrpc":"2.0","id":${id},"result":${result}}`
}

export function answerText(
  res: ServerResponse,
  status: number,
  json: string,
  headers: Record<string, string> = {},
): void {
  if (res.headersSent || res.destroyed) return
  const bytes = Buffer.from(json)
  res.writeHead(status, {
    'content-type': 'application/json',
    'content-length': bytes.length,
    'cache-control': 'no-store',
    ...headers,
  })
  res.end(bytes)
}

/** One event of a stream; JSON may be written over several lines. */
export function toEvent(json: string): string {
  const lines = json.split(/\r\n|\r|\n/).map((line) => `data: ${line}\n`)
  return `event: message\n${lines.join('')}\n`
}
