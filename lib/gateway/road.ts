/**
 * The road of one message to one server and back: admitted, sent, its answer judged and handed on; noted however it ends. Both
 * endpoints take it; what they do differently is in their trip.
 */
import { performance } from 'node:perf_hooks'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { admit, needsSignIn } from './admit.ts'
import { type Call, noteCall } from './call.ts'
import { type Judged, judge, namedScope, notForThis, toRefusal, unsureOfValues } from './judge.ts'
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
  /** The session whose stream of ours the client may have open. */
  listener?: string
  send: (upstream: Upstream) => Promise<Sent>
  passOn: (answer: Sent, upstream: Upstream) => Promise<CallOutcome>
}

type Asker = Pick<Trip<Answer>, 'connection' | 'session' | 'listener'>

export async function travel<Sent extends Answer>(call: Call, trip: Trip<Sent>): Promise<void> {
  let sentAt: number | null = null
  let outcome: CallOutcome
  try {
    const upstream = await admit(call, trip)
    sentAt = performance.now()
    const sent = await sendUntilGood(call, trip, upstream)
    outcome = await trip.passOn(sent.answer, sent.upstream)
    call.memory.usage.note(call.principal.keyId, upstream.credential)
  } catch (error) {
    const refusal = toRefusal(error, trip.connection.serverName)
    outcome = call.signal.aborted ? 'cancelled' : refusal.outcome
    answerRefusal(call.res, refusal, { ...trip, elicitationId: rememberAsked(call, trip, refusal) })
  }
  noteCall(call, trip, { outcome, upstreamMs: sentAt === null ? null : performance.now() - sentAt })
}

/** A client that is handed a way in hears of it again, if it can. */
function rememberAsked({ memory, principal }: Call, trip: Asker, { why }: Refusal): string | undefined {
  const { session, connection, listener } = trip
  if (!why.signIn || !session?.canElicitUrl || !listener) return undefined
  const holder = { mode: connection.mode, ...principal }
  return memory.elicitations.ask({ connectionId: connection.id, holder, clientSessionId: listener })
}

type Arrived<Sent> = { answer: Sent; upstream: Upstream }

/** Once again where the values hold all the same, or have been renewed: a 401 says that nothing was done. Throws `Refusal`. */
async function sendUntilGood<Sent extends Answer>(
  call: Call,
  trip: Trip<Sent>,
  upstream: Upstream,
): Promise<Arrived<Sent>> {
  const first = await trip.send(upstream)
  const refusal = judge(toJudged(first), upstream)
  if (!refusal) return { answer: first, upstream }
  first.discard()
  const settled = await settleRefusal(call.memory, upstream, refusal, call.at)
  if (!('again' in settled)) throw settled
  const second = await trip.send(settled.again)
  const still = judge(toJudged(second), settled.again)
  if (!still) return { answer: second, upstream: settled.again }
  second.discard()
  throw isAboutValues(still) ? await settleTwice(call.memory, settled.again, toJudged(second)) : still
}

/** Values that hold where they are tried are not enough for this call; or nothing but calls can tell whether they hold. */
async function settleTwice({ usage }: Memory, upstream: Upstream, second: Judged): Promise<Refusal> {
  const { connection, credential } = upstream
  if (!credential || credential.isChecked || namedScope(second)) return notForThis(second, upstream)
  await usage.doubt(credential, connection)
  return needsSignIn(connection, 'doubtful')
}

/**
 * What becomes of an answer that is not handed on. Values that a server no longer takes are marked before it is said; `again`:
 * they hold, or have been renewed. `since`: when it was asked.
 */
export async function settleRefusal(
  { rechecks, usage, upstreams }: Memory,
  upstream: Upstream,
  refusal: Refusal,
  since: Date,
): Promise<Refusal | { again: Upstream }> {
  const { connection, credential } = upstream
  if (!isAboutValues(refusal) || !credential) return refusal
  const verdict = await rechecks.ask(upstream)
  if (verdict === 'hold') return { again: upstream }
  if (verdict === 'renewed') return { again: await upstreams.anew(upstream) }
  if (verdict === 'refused') await usage.reject(credential, connection, since)
  return verdict === 'refused' ? refusal : unsureOfValues(connection.serverName)
}

/** That are missing or do not hold; those that are not enough hold. */
function isAboutValues({ why }: Refusal): boolean {
  return why.signIn !== undefined && why.signIn.reason !== 'too_little'
}

function toJudged({ status, headers }: Answer): Judged {
  return { status, challenge: [headers['www-authenticate'] ?? null].flat()[0] ?? null }
}
