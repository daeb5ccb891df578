/**
 * The gateway's front door: which endpoint, whose key, which project; then the transparent or the aggregated handler.
 * Must stay true: nothing is looked up before the key is verified, and a key sees its own project only; another one's
 * answers as if it did not exist. Trusts server.ts for Host and Origin.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { performance } from 'node:perf_hooks'
import { sayTrouble } from '#lib/db/trouble.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import type { KeyPrincipal } from '#lib/projects/verify-key.ts'
import { handleAggregate } from './aggregate/handle-aggregate.ts'
import { type Call, cancelled } from './call.ts'
import { streamsPerKeyMax } from './limits.ts'
import type { Connected, Project } from './memory/directory.ts'
import { createMemory, type Memory } from './memory/memory.ts'
import type { CallerVerdict } from './memory/principal.ts'
import { answerRefusal, methodNotAllowed, ourFault, Refusal } from './refusal.ts'
import { parseRoute } from './route.ts'
import { handleTransparent } from './transparent/handle-transparent.ts'
import { gatewayErrors } from './wire/answer.ts'
import { readMessage } from './wire/read-message.ts'

export type Gateway = {
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>
  /** Takes no more streams, ends those that are open, and waits until nothing runs, `ms` at most. Whatever still comes is answered. */
  drain: (ms: number) => Promise<void>
  close: () => Promise<void>
}

/** `lookAgainMs`: how often what runs is looked at again. */
export function createGateway(options: { lookAgainMs?: number } = {}): Gateway {
  const memory = createMemory(options)
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (stopping.signal.aborted && req.method === 'GET') return answerRefusal(res, isStopping(), { message: null })
    const work = handleRequest({ memory, stopping: stopping.signal }, req, res).catch((error: unknown) => {
      if (res.destroyed) return
      const isRefusal = error instanceof Refusal
      if (!isRefusal)
        log.error('a gateway request failed', { error, requestId: String(req.headers['x-request-id'] ?? '') })
      const sentence = sayTrouble(error) ?? 'Something went wrong on our side. Please try again.'
      answerRefusal(res, isRefusal ? error : ourFault(sentence), { message: null })
    })
    running.add(work)
    await work
    running.delete(work)
  }

  async function drain(ms: number): Promise<void> {
    stopping.abort()
    let timer: NodeJS.Timeout | undefined
    const tooLate = new Promise((resolve) => {
      timer = setTimeout(resolve, ms)
    })
    await Promise.race([noneRuns(running), tooLate])
    clearTimeout(timer)
  }
  return { handle, drain, close: memory.close }
}

/** Also of what has come meanwhile. */
async function noneRuns(running: ReadonlySet<Promise<void>>): Promise<void> {
  while (running.size > 0) await Promise.race(running)
}

type Running = { memory: Memory; stopping: AbortSignal }

async function handleRequest({ memory, stopping }: Running, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const startedAt = performance.now()
  const admitted = await identify(memory, req)
  memory.usage.note(admitted.principal.keyId, null)
  if (!['POST', 'GET', 'DELETE'].includes(req.method ?? '')) throw methodNotAllowed()
  const client = clientSignal(req, res, stopping)
  const message = req.method === 'POST' ? await readMessage(req) : null
  // The body may have taken its time: what the request stands on may be gone.
  const { principal, project, connection } = message ? await identify(memory, req) : admitted
  const stream = req.method === 'GET' ? { connection, credential: null } : null
  if (stream && memory.standing.isFull(principal, connection)) throw tooManyStreams()
  const call: Call = { memory, req, res, principal, project, ...client, stream, startedAt, at: new Date() }
  const work = () => (connection ? handleTransparent(call, connection, message) : handleAggregate(call, message))
  try {
    await memory.standing.during({ principal, stream, end: call.end }, work)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    answerRefusal(res, error, { message })
  }
}

type Caller = { principal: KeyPrincipal; project: Project; connection: Connected | null }

/** Whose key, and what it is let into; `connection` is null where a request is about all of the project. */
async function identify(memory: Memory, req: IncomingMessage): Promise<Caller> {
  const route = parseRoute(req.url ?? '')
  if (!route) throw notFound('There is no such endpoint.')
  const verdict = await memory.principals.verify(req)
  if (!verdict.ok) throw keyRefused(verdict.reason)
  const { principal } = verdict
  const isOwn = route.project === null || route.project === principal.projectSlug
  const project = isOwn ? await memory.directory.read(principal.projectId) : null
  const connection =
    route.connection === null ? null : project?.connections.find(({ slug }) => slug === route.connection)
  if (!project || connection === undefined) throw notFound('There is no such endpoint for this key.')
  return { principal, project, connection }
}

/**
 * 401 names the scheme, and an error only where a key was sent (RFC 6750 3.1). It says nothing of upstream sign-ins: those are
 * never this client's business.
 */
function keyRefused(reason: Extract<CallerVerdict, { ok: false }>['reason']): Refusal {
  if (reason === 'not_allowed_yet') {
    const message = `This agent key works once the person it acts for has allowed it at ${env().url}/me.`
    return new Refusal({ status: 403, code: gatewayErrors.forbidden, message })
  }
  const isMissing = reason === 'missing'
  const headers = { 'www-authenticate': `Bearer realm="jetway"${isMissing ? '' : ', error="invalid_token"'}` }
  const what = isMissing ? 'No agent key was sent.' : 'This agent key is not valid: unknown, expired or revoked.'
  const message = `${what} Send a key of the project as \`Authorization: Bearer jway_…\`.`
  return new Refusal({ status: 401, code: gatewayErrors.unauthenticated, message, headers })
}

function notFound(message: string): Refusal {
  return new Refusal({ status: 404, code: gatewayErrors.notFound, message })
}

function tooManyStreams(): Refusal {
  const message = `This agent key has ${streamsPerKeyMax} streams open here. Close one, or try again in a while.`
  return new Refusal({ status: 429, code: gatewayErrors.tooMany, message, headers: { 'retry-after': '5' } })
}

function isStopping(): Refusal {
  const message = 'Jetway is restarting. Try again in a moment.'
  return new Refusal({ status: 503, code: gatewayErrors.stopping, message })
}

/** Aborts when the client has gone or `end` is called; a GET has no end of its own, so it also ends when Jetway stops. */
function clientSignal(
  req: IncomingMessage,
  res: ServerResponse,
  stopping: AbortSignal,
): Pick<Call, 'signal' | 'end' | 'cancel'> {
  const controller = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) controller.abort()
  })
  const isStream = req.method === 'GET'
  const end = () => {
    controller.abort()
    if (isStream || res.headersSent) res.destroy()
    else answerRefusal(res, keyRefused('unknown'), { message: null })
  }
  const cancel = () => {
    controller.abort(cancelled)
    if (res.headersSent) res.end()
    else res.writeHead(202).end()
  }
  return { cancel, end, signal: isStream ? AbortSignal.any([controller.signal, stopping]) : controller.signal }
}
