/**
 * The road of one message to one server and back: admitted, sent, its answer judged and handed on; noted however it ends. Both
 * endpoints take it; what they do differently is in their trip.
 */
import { performance } from 'node:perf_hooks'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { isOutboundError } from '#lib/http/errors.ts'
import { admit } from './admit.ts'
import { type Call, noteCall } from './call.ts'
import { broken, judge } from './judge.ts'
import type { Connected } from './memory/directory.ts'
import type { Upstream } from './memory/upstream.ts'
import type { ClientMessage } from './read-message.ts'
import { answerRefusal, Refusal } from './refusal.ts'
import type { Answer } from './send.ts'
import type { SessionMemory } from './session-id.ts'

export type Trip = {
  connection: Connected
  /** Null for GET and DELETE, which have no body. */
  message: ClientMessage | null
  /** The server's own name of the tool that is called. */
  tool: string | null
  /** What the client's session remembers. */
  session: SessionMemory | null
  send: (upstream: Upstream) => Promise<Answer>
  passOn: (answer: Answer, upstream: Upstream) => Promise<CallOutcome>
}

export async function travel(call: Call, trip: Trip): Promise<void> {
  let sentAt: number | null = null
  let outcome: CallOutcome
  try {
    const upstream = await admit(call, trip)
    sentAt = performance.now()
    const answer = await trip.send(upstream)
    await requireGood(call, answer, upstream)
    outcome = await trip.passOn(answer, upstream)
    call.memory.usage.note(call.principal.keyId, upstream.credential)
  } catch (error) {
    const refusal = toRefusal(error, trip.connection)
    outcome = call.signal.aborted ? 'cancelled' : refusal.outcome
    answerRefusal(call.res, refusal, trip)
  }
  noteCall(call, trip, { outcome, upstreamMs: sentAt === null ? null : performance.now() - sentAt })
}

/** Throws `Refusal` where the answer is not to be handed on. */
async function requireGood(call: Call, answer: Answer, upstream: Upstream): Promise<void> {
  const challenge = [answer.headers['www-authenticate'] ?? null].flat()[0] ?? null
  const refusal = judge({ status: answer.status, challenge }, upstream)
  if (!refusal) return
  answer.discard()
  await noteRefused(call, refusal, upstream)
  throw refusal
}

/** Values that a server no longer takes are marked before it is said. */
export async function noteRefused(call: Call, { why }: Refusal, { connection, credential }: Upstream): Promise<void> {
  if (why.signIn && credential) await call.memory.usage.reject(credential, connection, call.at)
}

/** What is neither a refusal nor a server's failure is a fault of ours, and goes on. */
function toRefusal(error: unknown, { serverName }: Connected): Refusal {
  if (error instanceof Refusal) return error
  if (isOutboundError(error)) return broken(error, serverName)
  throw error
}
