import { randomUUID } from 'node:crypto'

/** A tool that could not do what was asked. It becomes a tool result marked as an error, never a protocol error. */
export class ToolFailure extends Error {
  override name = 'ToolFailure'
}

export type RestErrorCode =
  | 'not_found'
  | 'token_unauthorized'
  | 'unauthorized'
  | 'parameter_invalid'
  | 'parameter_not_found'

/** A failure that carries the error object of Intercom's REST interface as its text. */
export function restFailure(code: RestErrorCode, message: string): ToolFailure {
  const content = { type: 'error.list', request_id: randomUUID(), errors: [{ code, message }] }
  return new ToolFailure(JSON.stringify(content))
}
