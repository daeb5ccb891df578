import type { IncomingHttpHeaders } from 'node:http'
import type { Region } from './data/types.ts'

/** One request to `/mcp`, refused ones included. */
export interface CallRecord {
  region: Region
  httpMethod: string
  /** The JSON-RPC method, if the body had one. */
  method: string | null
  tool: string | null
  /** Null if the request was not authorized. */
  workspace: string | null
  token: string | null
  sessionId: string | null
  headers: IncomingHttpHeaders
  /** Null as long as there is no answer, and for one that a fault took over. */
  status: number | null
}

const callsMax = 50_000

/** Keeps the newest calls only, so that a long-running sandbox does not grow for ever. */
export function recordCall(calls: CallRecord[], call: CallRecord): void {
  if (calls.length >= callsMax) calls.splice(0, callsMax / 2)
  calls.push(call)
}
