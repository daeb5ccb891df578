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
import { answerError, gatewayErrors } from './answer.ts'
import { streamsPerKeyMax } from './limits.ts'
import type { Connected, Project } from './memory/directory.ts'
import { createGear, type Gear } from './memory/gear.ts'
import type { CallerVerdict } from './memory/principal.ts'
import { readMessage } from './read-message.ts'
import { parseRoute } from './route.ts'
import { handleTransparent } from './transparent/handle-transparent.ts'

export type Gateway = {
  handle: (req: IncomingMessage, res: ServerResponse) => Promise<void>
  /** Stops taking requests and waits for the running ones, `ms` at most. */
  drain: (ms: number) => Promise<void>
  close: () => Promise<void>
}

/** `lookAgainMs`: how often what runs is looked at again. */
export function createGateway(options: { lookAgainMs?: number } = {}): Gateway {
  const gear = createGear(options)
  const running = new Set<Promise<void>>()
  const stopping = new AbortController()

  async function handle(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (stopping.signal.aborted)
      return answerError(res, 503, {
        code: gatewayErrors.stopping,
        message: 'Jetway is restarting. Try again in a moment.',
      })
    const work = handleRequest({ gear, stopping: stopping.signal }, req, res).catch((error: unknown) => {
      if (res.destroyed) return
      log.error('a gateway request failed', { error, requestId: String(req.headers['x-request-id'] ?? '') })
      if (res.headersSent) res.destroy()
      else
        answerError(res, 500, {
          code: gatewayErrors.upstreamFailed,
          message: sayTrouble(error) ?? 'Something went wrong on our side. Please try again.',
        })
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
    await Promise.race([Promise.all(running), tooLate])
    clearTimeout(timer)
  }
  return { handle, drain, close: gear.close }
}

type Running = { gear: Gear; stopping: AbortSignal }

async function handleRequest({ gear, stopping }: Running, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const startedAt = performance.now()
  const admitted = await admit(gear, req)
  if ('refuse' in admitted) return admitted.refuse(res)
  gear.usage.note(admitted.principal.keyId, null)
  const isTransparent = admitted.connection !== null
  if (!isAllowedMethod(req.method, isTransparent)) return refuseMethod(res, isTransparent)
  const client = clientSignal(req, res, stopping)
  const read = req.method === 'POST' ? await readMessage(req) : null
  if (read && !read.ok) return answerError(res, read.refusal.status, read.refusal, { headers: { connection: 'close' } })
  // The body may have taken its time: what the request stands on may be gone.
  const now = read ? await admit(gear, req) : admitted
  if ('refuse' in now) return now.refuse(res)
  const { principal, project, connection } = now
  const stream = req.method === 'GET' && connection ? { connection, credential: null } : null
  if (stream && gear.standing.isFull(principal, stream.connection)) return refuseStream(res)
  const call = { req, res, principal, ...client, stream, startedAt, at: new Date() }
  const message = read ? read.message : null
  return gear.standing.during({ principal, stream, end: call.end }, () =>
    connection ? handleTransparent(gear, call, connection, message) : handleAggregate(gear, call, project, message),
  )
}

type Admitted = { principal: KeyPrincipal; project: Project; connection: Connected | null }
type Refused = { refuse: (res: ServerResponse) => void }

/** Whose key, and what it is let into; `connection` is null where a request is about all of the project. */
async function admit(gear: Gear, req: IncomingMessage): Promise<Admitted | Refused> {
  const route = parseRoute(req.url ?? '')
  if (!route) return notFound('There is no such endpoint.')
  const verdict = await gear.principals.verify(req)
  if (!verdict.ok) return { refuse: (res) => refuseKey(res, verdict.reason) }
  const { principal } = verdict
  const isOwn = route.project === null || route.project === principal.projectSlug
  const project = isOwn ? await gear.directory.read(principal.projectId) : null
  const connection =
    route.connection === null ? null : project?.connections.find(({ slug }) => slug === route.connection)
  if (!project || connection === undefined) return notFound('There is no such endpoint for this key.')
  return { principal, project, connection }
}

function notFound(message: string): Refused {
  return { refuse: (res) => answerError(res, 404, { code: gatewayErrors.notFound, message }) }
}

/**
 * 401 names the scheme, and an error only where a key was sent (RFC 6750 3.1). It says nothing of upstream sign-ins: those are
 * never this client's business.
 */
function refuseKey(res: ServerResponse, reason: Extract<CallerVerdict, { ok: false }>['reason']): void {
  if (reason === 'not_allowed_yet') {
    const message = `This agent key works once the person it acts for has allowed it at ${env().url}/me.`
    return answerError(res, 403, { code: gatewayErrors.forbidden, message })
  }
  const isMissing = reason === 'missing'
  const headers = { 'www-authenticate': `Bearer realm="jetway"${isMissing ? '' : ', error="invalid_token"'}` }
  const what = isMissing ? 'No agent key was sent.' : 'This agent key is not valid: unknown, expired or revoked.'
  const message = `${what} Send a key of the project as \`Authorization: Bearer jway_…\`.`
  return answerError(res, 401, { code: gatewayErrors.unauthenticated, message }, { headers })
}

function isAllowedMethod(method: string | undefined, isTransparent: boolean): boolean {
  return method === 'POST' || method === 'DELETE' || (method === 'GET' && isTransparent)
}

function refuseMethod(res: ServerResponse, isTransparent: boolean): void {
  const allow = isTransparent ? 'POST, GET, DELETE' : 'POST, DELETE'
  answerError(res, 405, { code: gatewayErrors.notFound, message: 'Method not allowed.' }, { headers: { allow } })
}

function refuseStream(res: ServerResponse): void {
  const message = `This agent key has ${streamsPerKeyMax} streams open here. Close one, or try again in a while.`
  answerError(res, 429, { code: gatewayErrors.tooMany, message }, { headers: { 'retry-after': '5' } })
}

type Client = { signal: AbortSignal; end: () => void }

/** Aborts when the client has gone or `end` is called; a GET has no end of its own, so it also ends when Jetway stops. */
function clientSignal(req: IncomingMessage, res: ServerResponse, stopping: AbortSignal): Client {
  const controller = new AbortController()
  res.once('close', () => {
    if (!res.writableFinished) controller.abort()
  })
  const isStream = req.method === 'GET'
  const end = () => {
    controller.abort()
    if (isStream || res.headersSent) res.destroy()
    else refuseKey(res, 'unknown')
  }
  return { signal: isStream ? AbortSignal.any([controller.signal, stopping]) : controller.signal, end }
}
