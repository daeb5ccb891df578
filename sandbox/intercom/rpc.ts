/** JSON-RPC 2.0 as MCP restricts it: one message per body, ids are strings or whole numbers. */

import { isRecord } from '../web/json.ts'
import { callTool } from './tools/call.ts'
import type { ToolContext } from './tools/context.ts'
import { toolDefinitions } from './tools/definitions.ts'

export type MessageId = string | number

export type Message =
  | { kind: 'request'; id: MessageId; method: string; params: Record<string, unknown> }
  | { kind: 'notification'; method: string }
  | { kind: 'response' }

export const errorCodes = {
  parse: -32_700,
  invalidRequest: -32_600,
  methodNotFound: -32_601,
  invalidParams: -32_602,
  badRequest: -32_000,
  sessionNotFound: -32_001,
} as const

export interface RpcError {
  code: number
  message: string
}

export type RpcOutcome = { result: unknown } | { error: RpcError }

export const protocolVersions = ['2025-06-18', '2025-03-26'] as const

/** Null for anything that is not one well-formed message. */
export function parseMessage(json: unknown): Message | null {
  if (!isRecord(json) || json.jsonrpc !== '2.0') return null
  const { id, method, params = {} } = json
  const hasId = typeof id === 'string' || (typeof id === 'number' && Number.isInteger(id))
  if (method === undefined) return hasId && ('result' in json || 'error' in json) ? { kind: 'response' } : null
  if (typeof method !== 'string' || !isRecord(params)) return null
  if (!('id' in json)) return { kind: 'notification', method }
  return hasId ? { kind: 'request', id, method, params } : null
}

export function initialize(params: Record<string, unknown>): RpcOutcome {
  const { protocolVersion: wanted, capabilities, clientInfo } = params
  const isComplete = typeof wanted === 'string' && isRecord(capabilities) && isRecord(clientInfo)
  if (!isComplete || typeof clientInfo.name !== 'string' || typeof clientInfo.version !== 'string') {
    return fail(errorCodes.invalidParams, 'Invalid params: protocolVersion, capabilities and clientInfo are required')
  }
  const protocolVersion = protocolVersions.find((version) => version === wanted) ?? protocolVersions[0]
  return {
    result: { protocolVersion, capabilities: { tools: {} }, serverInfo: { name: 'intercom', version: '1.0.0' } },
  }
}

export function answer(method: string, params: Record<string, unknown>, toContext: () => ToolContext): RpcOutcome {
  switch (method) {
    case 'ping':
      return { result: {} }
    case 'tools/list':
      return { result: { tools: toolDefinitions } }
    case 'tools/call':
      return answerToolCall(params, toContext)
    default:
      return fail(errorCodes.methodNotFound, 'Method not found')
  }
}

function answerToolCall(params: Record<string, unknown>, toContext: () => ToolContext): RpcOutcome {
  const { name, arguments: input = {} } = params
  if (typeof name !== 'string' || !isRecord(input)) {
    return fail(errorCodes.invalidParams, 'Invalid params: name must be a string and arguments an object')
  }
  const result = callTool(toContext(), name, input)
  return result === null ? fail(errorCodes.invalidParams, `Unknown tool: ${name}`) : { result }
}

function fail(code: number, message: string): RpcOutcome {
  return { error: { code, message } }
}
