/**
 * What servers and clients say to each other while a call runs, beside the call and its answer: questions to the client and its
 * answers, progress, and that somebody no longer wants it.
 */
import { database } from '#lib/db/database.ts'
import { isOutboundError } from '#lib/http/errors.ts'
import { splice, textOf, valueAt } from '#lib/mcp/json-text.ts'
import { announceTimeoutMs } from '#lib/mcp/limits.ts'
import { notifyServer } from '#lib/mcp/post-message.ts'
import { rpcErrors } from '#lib/mcp/protocol.ts'
import { type Call, cancelled } from '../call.ts'
import { upstreamFailed } from '../judge.ts'
import type { UpstreamSession } from '../memory/session-cache.ts'
import type { Upstream } from '../memory/upstream.ts'
import { Refusal } from '../refusal.ts'
import { errorText, resultText } from '../wire/answer.ts'
import type { ClientNotification, ClientRequest, ClientResponse } from '../wire/read-message.ts'
import { readAskId, type ServerAsk, toAskId } from './asked-by-server.ts'
import type { ClientSession } from './client-session.ts'
import type { FromServer } from './from-server.ts'
import { toPeer } from './upstream-peer.ts'
import { knownSession } from './upstream-session.ts'

type Between = { call: Call; client: ClientSession; upstream: Upstream; session: UpstreamSession }
type Aside = Extract<FromServer, { kind: 'ask' | 'told' }>

const requestId = ['params', 'requestId']
const ownToken = ['params', 'progressToken']
const askedToken = ['params', '_meta', 'progressToken']

/** What the client hears of it; null where it is not for the client. */
export function toClientText(message: Aside, between: Between): string | null {
  const { client, upstream } = between
  const sign = (id: string) => JSON.stringify(toAskId({ connectionId: upstream.connection.id, id }, client.id))
  if (message.kind === 'told')
    return message.method === 'notifications/cancelled' ? replace(message.text, [requestId], sign) : message.text
  // Without a session of its own a client cannot be asked, nor in the modern family.
  if (client.memory && message.method !== 'ping') return replace(message.text, [['id'], askedToken], sign)
  void answerForClient(message, between)
  return null
}

/** Hands the client's answer to the server that asked. Throws `Refusal`. */
export async function deliverAnswer(call: Call, client: ClientSession, answer: ClientResponse): Promise<void> {
  const ask = readAskId(answer.id, client.id)
  const found = ask && (await findAsker(call, client, ask))
  if (!found) throw new Refusal({ status: 400, code: rpcErrors.invalidRequest, message: 'Nobody asked that.' })
  const { upstream, session } = found
  const text = replace(answer.text, [['id']], () => ask.id)
  if (!(await say(call, upstream, session, text)))
    throw upstreamFailed(`${upstream.connection.serverName} did not take the answer.`)
}

/** What a client only tells: to the server that it is for, or to those the client has sessions with. */
export async function deliverNotice(call: Call, client: ClientSession, notice: ClientNotification): Promise<void> {
  if (!client.memory) return
  if (notice.method === 'notifications/cancelled') {
    const at = valueAt(notice.text, requestId)
    if (at) call.memory.calls.cancel({ clientSessionId: client.id, requestId: textOf(notice.text, at) })
  }
  if (notice.method === 'notifications/progress') {
    const ask = readAskId(notice.params.progressToken, client.id)
    const found = ask && (await findAsker(call, client, ask))
    if (found)
      await say(
        call,
        found.upstream,
        found.session,
        replace(notice.text, [ownToken], () => ask.id),
      )
  }
  if (notice.method === 'notifications/roots/list_changed') await tellAll(call, client, notice)
}

/**
 * Tells a legacy server when its call is cancelled; a modern one sees it by the stream that closes. Until the returned function
 * is called.
 */
export function tellCancelled(
  { call, upstream, session }: Between,
  request: ClientRequest,
  sentId: number,
): () => void {
  if (session.era === 'modern') return () => {}
  const tell = () => {
    if (!request.isModern && call.signal.reason !== cancelled) return
    const told = { jsonrpc: '2.0', method: 'notifications/cancelled', params: { requestId: sentId } } as const
    void notifyServer(toPeer(call.memory, upstream, AbortSignal.timeout(announceTimeoutMs)), told, session.headers)
  }
  call.signal.addEventListener('abort', tell, { once: true })
  return () => call.signal.removeEventListener('abort', tell)
}

async function answerForClient({ id, method }: Extract<Aside, { kind: 'ask' }>, between: Between): Promise<void> {
  const message = 'This client cannot be asked for that.'
  const text = method === 'ping' ? resultText(id, '{}') : errorText({ id, code: rpcErrors.methodNotFound, message })
  await say(between.call, between.upstream, between.session, text)
}

type Asker = { upstream: Upstream; session: UpstreamSession }

async function findAsker(call: Call, client: ClientSession, { connectionId }: ServerAsk): Promise<Asker | null> {
  const connection = call.project.connections.find(({ id, isPaused }) => id === connectionId && !isPaused)
  const resolved = connection ? await call.memory.upstreams.resolve(connection, call.principal) : null
  if (!resolved?.ok) return null
  const session = await knownSession(call.memory, resolved.upstream, client.id)
  return session && { upstream: resolved.upstream, session }
}

async function tellAll(call: Call, client: ClientSession, { text }: ClientNotification): Promise<void> {
  const where = { clientSessionId: client.id }
  const rows = await database().upstreamSession.findMany({ where, select: { connectionId: true } })
  const askers = await Promise.all(rows.map(({ connectionId }) => findAsker(call, client, { connectionId, id: '' })))
  await Promise.all(askers.map((found) => found && say(call, found.upstream, found.session, text)))
}

/** Whether the server took it. */
async function say(call: Call, upstream: Upstream, session: UpstreamSession, body: string): Promise<boolean> {
  const { answerMs } = upstream.connection.patience
  const peer = toPeer(call.memory, upstream, AbortSignal.timeout(answerMs))
  const headers = {
    ...session.headers,
    'content-type': 'application/json',
    accept: 'application/json, text/event-stream',
  }
  try {
    const answer = await peer.send({ method: 'POST', headers, body, timeoutMs: answerMs })
    await answer.cancel()
    return answer.status < 300
  } catch (error) {
    if (isOutboundError(error)) return false
    throw error
  }
}

/** Replaces the values at these places, where they are there. */
function replace(text: string, paths: readonly string[][], to: (value: string) => string): string {
  const spans = paths.flatMap((path) => valueAt(text, path) ?? [])
  return splice(
    text,
    spans.map((span) => ({ ...span, text: to(textOf(text, span)) })),
  )
}
