/**
 * The way out when a person's values are missing or no longer hold: the address at which exactly that person can give
 * them. It passes through models and logs, so there is no secret in it. Each client gets it in the form it understands.
 * Modern: `input_required`; 2025-11-25: error -32042; everyone else: a tool result that says so.
 * https://modelcontextprotocol.io/specification/2025-11-25/client/elicitation#url-mode-elicitation-requests
 */
import type { ServerResponse } from 'node:http'
import { env } from '#lib/env.ts'
import { isObject } from '#lib/mcp/json-rpc.ts'
import { dropMembers, membersOf, type Splice, valueAt } from '#lib/mcp/json-text.ts'
import { metaKeys, rpcErrors } from '#lib/mcp/protocol.ts'
import type { Connected } from './memory/directory.ts'
import { answerError, answerResult, gatewayErrors } from './wire/answer.ts'
import type { ClientMessage, ClientRequest } from './wire/read-message.ts'
import type { SessionMemory } from './wire/session-id.ts'

/**
 * `incomplete`: the server asks for more by now. `doubtful`: refused for a call, by a server that does not check them before.
 * `too_little`: a sign-in lacks a permission.
 */
export type Missing = 'missing' | 'incomplete' | 'rejected' | 'doubtful' | 'too_little'

/** What somebody has to do, and where. `scope`: what a server asks for besides, in its own words. */
export type WayIn = { connection: Connected; reason: Missing; scope?: string | undefined }

/** Methods that may be answered with `input_required`. */
const canAsk = new Set(['tools/call', 'prompts/get', 'resources/read'])

/** Under which a modern client answers to the way in. It says only that its person was there; the values speak for themselves. */
const ownInput = 'jetway_connect'

/** The client's answer to the way in is ours and no server's. */
export function dropOwnInput(text: string): Splice[] {
  const at = valueAt(text, ['params', 'inputResponses'])
  const members = at ? membersOf(text, at.from) : []
  if (!members.some(({ name }) => name === ownInput)) return []
  if (members.length > 1) return dropMembers(members, (name) => name === ownInput)
  const params = valueAt(text, ['params'])
  return params ? dropMembers(membersOf(text, params.from), (name) => name === 'inputResponses') : []
}

function connectUrl({ connection: { projectSlug, slug }, scope }: WayIn): string {
  const asked = scope ? `?scope=${encodeURIComponent(scope)}` : ''
  return `${env().url}/connect/${projectSlug}/${slug}${asked}`
}

export function connectSentence(way: WayIn): string {
  const { serverName } = way.connection
  const what = {
    missing: `${serverName} is not connected yet.`,
    incomplete: `${serverName} asks for more by now than was given.`,
    rejected: `${serverName} refused the stored sign-in.`,
    doubtful: `${serverName} refused this call with the stored sign-in, which it never checked.`,
    too_little: `${serverName} asks for the permission "${way.scope}" for this, which nobody has given.`,
  }
  const why = way.reason === 'too_little' ? 'allow it' : 'connect it'
  return `${what[way.reason]} Open ${connectUrl(way)} to ${why}, then try again.`
}

/** `session`: what the client's session remembers, if it has one. `elicitationId`: what the client is told again once it is done. */
type Prompt = WayIn & { session: SessionMemory | null; elicitationId?: string }

/** Answers with the way out. */
export function promptToConnect(
  res: ServerResponse,
  request: ClientRequest | null,
  { session, elicitationId = crypto.randomUUID(), ...way }: Prompt,
): void {
  const message = connectSentence(way)
  const url = connectUrl(way)
  const code = gatewayErrors.unauthenticated
  if (!request) return answerError(res, 403, { code, message }, { data: { url } })
  const { id, method, isModern } = request
  if (isModern && canAsk.has(method) && canElicitUrl(request)) {
    const connect = { method: 'elicitation/create', params: { mode: 'url', url, message } }
    return answerResult(res, id, { resultType: 'input_required', inputRequests: { [ownInput]: connect } })
  }
  if (!isModern && session?.canElicitUrl && canAsk.has(method)) {
    const elicitations = [{ mode: 'url', elicitationId, url, message }]
    return answerError(res, 200, { id, code: rpcErrors.urlElicitationRequired, message }, { data: { elicitations } })
  }
  if (method === 'tools/call') {
    const result = { isError: true, content: [{ type: 'text', text: message }] }
    return answerResult(res, id, isModern ? { ...result, resultType: 'complete' } : result)
  }
  return answerError(res, 200, { id, code, message }, { data: { url } })
}

/** Whether a modern request, or a legacy `initialize`, says that the client opens URLs for its person. */
export function canElicitUrl(message: ClientMessage): boolean {
  if (message.kind !== 'request') return false
  const { params, isModern } = message
  const meta = isObject(params._meta) ? params._meta[metaKeys.clientCapabilities] : undefined
  const capabilities = isModern ? meta : params.capabilities
  const elicitation = isObject(capabilities) ? capabilities.elicitation : undefined
  return isObject(elicitation) && isObject(elicitation.url)
}
