/**
 * One request on its way through the gateway, and what is noted of it: when, whose key, which tool, how it ended, how
 * long. Never its arguments, never its result. Noting happens behind the answer.
 */

import type { IncomingMessage, ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import { recordCall } from '#lib/activity/record-calls.ts'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import type { KeyPrincipal } from '#lib/projects/verify-key.ts'
import type { Connected, Project } from './memory/directory.ts'
import type { Memory } from './memory/memory.ts'
import type { Stream } from './standing.ts'
import type { ClientMessage } from './wire/read-message.ts'

export type Call = {
  memory: Memory
  req: IncomingMessage
  res: ServerResponse
  principal: KeyPrincipal
  project: Project
  /** Aborts when the client is gone, or has lost its right to the call. */
  signal: AbortSignal
  /** Breaks the call off. */
  end: () => void
  /** Ends the call because its client no longer wants it; then that is the signal's reason. */
  cancel: () => void
  /** What a GET stream stands on, as far as it is known. */
  stream: Stream | null
  /** For durations; `at` is the same moment on the clock. */
  startedAt: number
  at: Date
}

/** Why a signal aborts that its client's cancelling aborts. */
export const cancelled = Symbol('cancelled by its client')

/** What is worth a line in Activity when all goes well; what goes wrong always is. */
const noted = new Set(['tools/call', 'prompts/get', 'resources/read'])

/** `tool`: the server's own name of it. */
type Noted = { connection: Connected; message: ClientMessage | null; tool: string | null }
type Ending = { outcome: CallOutcome; upstreamMs: number | null }

export function noteCall(call: Call, { connection, message, tool }: Noted, { outcome, upstreamMs }: Ending): void {
  if (message?.kind !== 'request' || (outcome === 'ok' && !noted.has(message.method))) return
  const { principal, startedAt, at } = call
  recordCall({
    organizationId: principal.organizationId,
    projectId: connection.projectId,
    connectionId: connection.id,
    connectionSlug: connection.slug,
    personId: principal.personId,
    proof: principal.proof,
    keyName: principal.keyName,
    method: message.method.slice(0, 100),
    tool: tool?.slice(0, 200) || null,
    outcome,
    gatewayMs: performance.now() - startedAt - (upstreamMs ?? 0),
    upstreamMs,
    at,
  })
}
