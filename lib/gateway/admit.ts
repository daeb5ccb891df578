/**
 * What may go to a server: it is not paused, the tool is one that the project allows, and the values it needs are there. The
 * front door has seen before whose key it is. Must stay true: nothing is decided by headers, and a hidden tool answers like an
 * unknown one.
 */
import { rpcErrors } from '#lib/mcp/protocol.ts'
import type { Call } from './call.ts'
import { connectSentence, type Missing } from './connect-prompt.ts'
import type { Connected } from './memory/directory.ts'
import type { Upstream } from './memory/upstream.ts'
import { Refusal } from './refusal.ts'
import { gatewayErrors } from './wire/answer.ts'
import type { ClientMessage } from './wire/read-message.ts'

/** `tool`: the server's own name of what is called, null for anything else. Throws `Refusal`. */
type Asked = { connection: Connected; message: ClientMessage | null; tool: string | null }

export async function admit(call: Call, { connection, message, tool }: Asked): Promise<Upstream> {
  if (connection.isPaused) throw isPaused(connection)
  if (tool !== null && !(connection.allowedTools?.has(tool) ?? true)) throw unknownTool(message)
  const resolved = await call.memory.upstreams.resolve(connection, call.principal)
  if (!resolved.ok) throw needsSignIn(connection, resolved.reason)
  return resolved.upstream
}

/** The name that a message calls a tool by: null where it calls none, empty where it names none. */
export function calledTool(message: ClientMessage | null): string | null {
  if (message?.kind !== 'request' && message?.kind !== 'notification') return null
  if (message.method !== 'tools/call') return null
  return typeof message.params.name === 'string' ? message.params.name : ''
}

export function unknownTool(message: ClientMessage | null): Refusal {
  return new Refusal({
    code: rpcErrors.invalidParams,
    message: `Unknown tool: ${calledTool(message)}`,
    bareStatus: 400,
  })
}

export function needsSignIn(connection: Connected, reason: Missing, scope?: string): Refusal {
  const way = { connection, reason, scope }
  return new Refusal({
    code: gatewayErrors.unauthenticated,
    message: connectSentence(way),
    outcome: 'needs_sign_in',
    signIn: way,
  })
}

function isPaused({ serverName }: Connected): Refusal {
  const message = `${serverName} is paused in this project. Its owner can resume it.`
  return new Refusal({ code: gatewayErrors.forbidden, message, bareStatus: 403 })
}
