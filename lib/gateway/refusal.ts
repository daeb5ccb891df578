/**
 * Why a request does not get what it asked for: thrown wherever its road ends, answered in one place, in the form its client
 * understands. What is said is for the person behind the agent; it holds no secret and no server's address.
 */
import type { ServerResponse } from 'node:http'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { promptToConnect, type WayIn } from './connect-prompt.ts'
import { answerError, gatewayErrors, type IdText } from './wire/answer.ts'
import type { ClientMessage } from './wire/read-message.ts'
import type { SessionMemory } from './wire/session-id.ts'

type Why = {
  code: number
  message: string
  /** HTTP's. A JSON-RPC error is an answer like any other (200); without an id there is none, and `bareStatus` says it. */
  status?: number
  bareStatus?: number
  /** What Activity says of it. */
  outcome?: CallOutcome
  /** Of a request that could be read in part only. */
  id?: IdText | null
  headers?: Record<string, string>
  data?: unknown
  /** Somebody's values are missing, or no longer hold. */
  signIn?: WayIn
}

export class Refusal extends Error {
  readonly why: Why

  constructor(why: Why) {
    super(why.message)
    this.name = 'Refusal'
    this.why = why
  }

  get outcome(): CallOutcome {
    return this.why.outcome ?? 'denied'
  }
}

export function sessionNotFound(): Refusal {
  return new Refusal({ status: 404, code: -32001, message: 'Session not found' })
}

export function methodNotAllowed(allow = 'POST, GET, DELETE'): Refusal {
  const code = gatewayErrors.methodNotAllowed
  return new Refusal({ status: 405, code, message: 'Method not allowed.', headers: { allow } })
}

/** To whom it is said: the message, if there is one, and what its client's session remembers. `elicitationId`: of the way in. */
type Asker = { message: ClientMessage | null; session?: SessionMemory | null; elicitationId?: string }

/** An answer that is already on its way is cut. */
export function answerRefusal(
  res: ServerResponse,
  { why }: Refusal,
  { message, session = null, elicitationId }: Asker,
): void {
  if (res.headersSent) return void (res.writableEnded || res.destroy())
  const request = message?.kind === 'request' ? message : null
  if (why.signIn) return promptToConnect(res, request, { ...why.signIn, session, elicitationId })
  const { status = 200, bareStatus = status, code, headers, data } = why
  const id = request?.id ?? why.id ?? null
  answerError(
    res,
    id === null ? bareStatus : status,
    { id, code, message: why.message },
    { data, ...(headers && { headers }) },
  )
}

/** Something of ours broke: nobody else is to blame. */
export function ourFault(sentence: string): Refusal {
  return new Refusal({ status: 500, code: gatewayErrors.internal, message: sentence, outcome: 'upstream_failed' })
}
