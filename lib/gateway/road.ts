/**
 * The road of one message to one server and back: admitted, sent, its answer judged and handed on; noted however it ends. Both
 * endpoints take it; what they do differently is in their trip.
 */
import { performance } from 'node:perf_hooks'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { admit } from './admit.ts'
import { type Call, noteCall } from './call.ts'
import { judge, toRefusal } from './judge.ts'
import type { Connected } from './memory/directory.ts'
import type { Memory } from './memory/memory.ts'
import type { Upstream } from './memory/upstream.ts'
import { answerRefusal, type Refusal } from './refusal.ts'
import type { ClientMessage } from './wire/read-message.ts'
import type { Answer } from './wire/send.ts'
import type { SessionMemory } from './wire/session-id.ts'

/** `Sent`: an answer, and what its sender keeps to read it. */
export type Trip<Sent extends Answer> = {
  connection: Connected
  /** Null for GET and DELETE, which have no body. */
  message: ClientMessage | null
  /** The server's own name of the tool that is called. */
  tool: string | null
  /** What the client's session remembers. */
  session: SessionMemory | null
  send: (upstream: Upstream) => Promise<Sent>
  passOn: (answer: Sent, upstream: Upstream) => Promise<CallOutcome>
}

export async function travel<Sent extends Answer>(call: Call, trip: Trip<Sent>): Promise<void> {
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
    const refusal = toRefusal(error, trip.connection.serverName)
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
  await noteRefused(call.memory, upstream, refusal, call.at)
  throw refusal
}

/** Values that a server no longer takes are marked before it is said. `since`: when it was asked. */
export async function noteRefused(
  { usage }: Memory,
  { connection, credential }: Upstream,
  { why }: Refusal,
  since: Date,
): Promise<void> {
  if (why.signIn && credential) await usage.reject(credential, connection, since)
}
