/**
 * JSON-RPC messages as they are on the wire: types and pure readers, no validation beyond what tells one kind from another.
 * Unknown members stay. Must stay true: nothing here throws on what a peer sent.
 * https://www.jsonrpc.org/specification
 */
export type JsonObject = Record<string, unknown>
export type RpcId = string | number

export type RpcRequest = { jsonrpc: '2.0'; id: RpcId; method: string; params?: JsonObject }
export type RpcNotification = { jsonrpc: '2.0'; method: string; params?: JsonObject }
type RpcError = { code: number; message: string; data?: unknown }
type RpcResult = { jsonrpc: '2.0'; id: RpcId; result: JsonObject }
type RpcFailure = { jsonrpc: '2.0'; id: RpcId | null; error: RpcError }
export type RpcResponse = RpcResult | RpcFailure

export function rpcRequest(id: RpcId, method: string, params: JsonObject = {}): RpcRequest {
  return { jsonrpc: '2.0', id, method, params }
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a parsed value nests no deeper: what nests deeper cannot be walked, compared or written out again safely. */
export function nestsAtMost(value: unknown, depthMax: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  return depthMax > 0 && Object.values(value).every((member) => nestsAtMost(member, depthMax - 1))
}

/** How deep JSON from a peer may nest: far deeper than any schema does, and far from what exhausts the stack. */
export const jsonDepthMax = 512

/** The value of a JSON text from a peer; undefined when it is none, or nests deeper than anything here can walk. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text)
    return nestsAtMost(value, jsonDepthMax) ? value : undefined
  } catch {
    return undefined
  }
}

/** The response to `id` in a parsed body, also inside a batch. A failure without an id belongs to the only request there was. */
export function findResponse(body: unknown, id: RpcId): RpcResponse | null {
  for (const item of Array.isArray(body) ? body : [body]) {
    const response = toResponse(item)
    if (response && (response.id === id || response.id === null)) return response
  }
  return null
}

function toResponse(value: unknown): RpcResponse | null {
  if (!isObject(value) || value.jsonrpc !== '2.0') return null

  const id = typeof value.id === 'string' || typeof value.id === 'number' ? value.id : null
  if (isObject(value.error)) return { jsonrpc: '2.0', id, error: toError(value.error) }
  if (id === null || !isObject(value.result)) return null
  return { jsonrpc: '2.0', id, result: value.result }
}

function toError(error: JsonObject): RpcError {
  const code = typeof error.code === 'number' ? error.code : 0
  const message = typeof error.message === 'string' ? error.message : ''
  return { code, message, ...('data' in error && { data: error.data }) }
}
