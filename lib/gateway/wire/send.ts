/**
 * One request to an upstream, in two steps: `send` resolves with the head of the answer, which decides; `pipeTo` then hands the
 * body on as it arrives, without the values that were sent. Bytes are not parsed here; back pressure goes from the client's
 * socket to the upstream's; whichever side ends first ends the other (in the modern family closing the stream is how a client
 * cancels). Deadlines are ours, since undici's are off. Whatever fails is an `OutboundError`.
 */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import { PassThrough } from 'node:stream'
import type { Dispatcher } from 'undici'
import { OutboundError } from '#lib/http/errors.ts'
import { isPacked } from '#lib/http/is-packed.ts'
import { toOutboundError } from '#lib/http/to-outbound-error.ts'
import { createMasker, type Mask } from './mask.ts'

export type Head = { status: number; headers: IncomingHttpHeaders }

/** Where an answer goes. `write` answers false when it is full; `onDrain` then calls when it is not. Throwing gives the answer up. */
export type Sink = {
  write: (chunk: Buffer) => boolean
  end: () => void
  onDrain?: (resume: () => void) => void
}

export type UpstreamRequest = {
  pool: Dispatcher
  url: URL
  method: 'POST' | 'GET' | 'DELETE'
  headers: Record<string, string>
  /** What must not come back. */
  mask: Mask
  body: Buffer | string | null
  /** How long it may be silent, and how long all of it may take; 0 for no end. */
  silenceMs: number
  totalMs: number
  signal: AbortSignal
}

export type Answer = Head & {
  /** Resolves when the body has gone to `sink`; rejects where it breaks off. */
  pipeTo: (sink: Sink) => Promise<void>
  /** All of the body; rejects with `too_large` when it is more. */
  read: (bytesMax: number) => Promise<Buffer>
  /** The body piece by piece; who stops reading stops the rest. */
  chunks: () => AsyncIterable<Buffer>
  /** For a body that nobody wants: a little of it is read all the same, so that its connection can serve again. */
  discard: () => void
}

const unwantedBytesMax = 65_536
const unwantedMs = 2_000
/** What may arrive before anybody takes the body. */
const waitingBytesMax = 65_536

/** Rejects when the upstream fails, is too late, or `signal` aborts. The answer must be piped, read or discarded. */
export function send(request: UpstreamRequest): Promise<Answer> {
  const { pool, url, method, headers, body, signal } = request
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  let controller: Dispatcher.DispatchController | undefined
  let incoming: Incoming | undefined

  const stop = (reason: OutboundError) => (controller ? controller.abort(reason) : fail(reason))
  const onAbort = () => stop(new OutboundError('aborted', 'The client went away.'))
  const total = request.totalMs > 0 ? setTimeout(() => stop(tooLate()), request.totalMs) : undefined
  const silence = request.silenceMs > 0 ? setTimeout(onSilence, request.silenceMs) : undefined
  const settle = () => {
    clearTimeout(total)
    clearTimeout(silence)
    signal.removeEventListener('abort', onAbort)
  }
  const fail = (error: unknown) => {
    settle()
    const failure = toOutboundError(error, url.host)
    if (incoming) incoming.fail(failure)
    else reject(failure)
  }
  // A client that does not read keeps its server quiet.
  function onSilence(): void {
    if (incoming?.isPaused()) silence?.refresh()
    else stop(tooLate())
  }
  signal.addEventListener('abort', onAbort)
  if (signal.aborted) onAbort()
  else
    pool.dispatch(
      { origin: url.origin, path: url.pathname + url.search, method, headers, body },
      {
        onRequestStart: (started) => {
          controller = started
          if (signal.aborted) onAbort()
        },
        onResponseStart: (running, status, received) => {
          if (status < 200) return
          if (isPacked(received['content-encoding']))
            throw new OutboundError('protocol', 'The answer is packed in a way that cannot be opened.')
          incoming = receive(running, request.mask)
          resolve({ status, headers: received as IncomingHttpHeaders, ...incoming.body })
        },
        onResponseData: (_running, chunk) => {
          silence?.refresh()
          incoming?.take(chunk)
        },
        onResponseEnd: () => {
          settle()
          incoming?.end()
        },
        onResponseError: (_running, error) => fail(error),
      },
    )
  return promise
}

function tooLate(): OutboundError {
  return new OutboundError('timeout', 'The deadline has passed.')
}

type Incoming = {
  body: Pick<Answer, 'pipeTo' | 'read' | 'chunks' | 'discard'>
  take: (chunk: Buffer) => void
  end: () => void
  fail: (error: OutboundError) => void
  isPaused: () => boolean
}

/** A body on its way: what comes before anybody takes it waits. */
function receive(running: Dispatcher.DispatchController, mask: Mask): Incoming {
  const masker = createMasker(mask)
  const done = Promise.withResolvers<void>()
  // Nobody need be waiting when it fails.
  done.promise.catch(() => {})
  let sink: Sink | null = null
  let waiting: Buffer[] = []
  let waitingBytes = 0
  let hasEnded = false
  let isPaused = false

  function write(chunk: Buffer): void {
    if (chunk.length === 0) return
    if (sink) {
      if (sink.write(chunk)) return
      isPaused = true
      running.pause()
      return sink.onDrain?.(() => {
        isPaused = false
        running.resume()
      })
    }
    waiting.push(chunk)
    waitingBytes += chunk.length
    if (waitingBytes > waitingBytesMax) running.pause()
  }

  function finish(): void {
    sink?.end()
    done.resolve()
  }

  function pipeTo(taker: Sink): Promise<void> {
    sink = taker
    const [early, wasFull] = [waiting, waitingBytes > waitingBytesMax]
    waiting = []
    try {
      for (const chunk of early) write(chunk)
      if (hasEnded) finish()
    } catch (error) {
      running.abort(error instanceof Error ? error : new Error('The answer was given up.'))
      done.reject(error)
    }
    if (wasFull) running.resume()
    return done.promise
  }

  const body = {
    pipeTo,
    read: (bytesMax: number) => collect(pipeTo, bytesMax),
    chunks: () => chunksOf(running, pipeTo),
    discard: () => discard(running, pipeTo),
  }
  return {
    body,
    take: (chunk) => write(masker.push(chunk)),
    end: () => {
      write(masker.end())
      hasEnded = true
      if (sink) finish()
    },
    fail: done.reject,
    isPaused: () => isPaused,
  }
}

async function collect(pipeTo: Answer['pipeTo'], bytesMax: number): Promise<Buffer> {
  const { promise, resolve } = Promise.withResolvers<Buffer>()
  await pipeTo(collecting(bytesMax, resolve))
  return promise
}

/** Keeps what arrives until `finish` gets all of it; an answer over `bytesMax` is given up. */
function collecting(bytesMax: number, finish: (body: Buffer) => void): Sink {
  const chunks: Buffer[] = []
  let length = 0
  return {
    write: (chunk) => {
      length += chunk.length
      if (length > bytesMax) throw new OutboundError('too_large', 'The answer is larger than accepted.')
      return chunks.push(chunk) > 0
    },
    end: () => finish(Buffer.concat(chunks)),
  }
}

async function* chunksOf(running: Dispatcher.DispatchController, pipeTo: Answer['pipeTo']): AsyncIterable<Buffer> {
  const through = new PassThrough()
  const sink: Sink = {
    write: (chunk) => through.write(chunk),
    end: () => void through.end(),
    onDrain: (resume) => void through.once('drain', resume),
  }
  pipeTo(sink).catch((error: Error) => through.destroy(error))
  try {
    yield* through
  } finally {
    if (!through.readableEnded) running.abort(new OutboundError('aborted', 'Nobody wants the rest.'))
  }
}

function discard(running: Dispatcher.DispatchController, pipeTo: Answer['pipeTo']): void {
  const stop = () => running.abort(new OutboundError('aborted', 'Nobody wants the rest.'))
  const timer = setTimeout(stop, unwantedMs).unref()
  let length = 0
  const write = (chunk: Buffer) => {
    length += chunk.length
    if (length > unwantedBytesMax) stop()
    return true
  }
  void pipeTo({ write, end: () => {} })
    .catch(() => {})
    .finally(() => clearTimeout(timer))
}

/**
 * The client's socket as a sink. A stream's head goes at once; any other with the first bytes of the body, so that until then
 * there is still another answer to give.
 */
export function toClient(res: ServerResponse, { status, headers, isStream }: ToClient): Sink {
  const begin = () => {
    if (!res.headersSent) res.writeHead(status, headers)
  }
  if (isStream) {
    begin()
    res.flushHeaders()
  }
  return {
    write: (chunk) => {
      begin()
      return res.write(chunk)
    },
    end: () => {
      begin()
      res.end()
    },
    onDrain: (resume) => void res.once('drain', resume),
  }
}

type ToClient = { status: number; headers: Record<string, string>; isStream: boolean }
