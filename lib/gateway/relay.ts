/**
 * One request to an upstream, its answer handed on as it arrives, without the values that were sent. Bytes are not parsed
 * here; back pressure goes from the client's socket to the upstream's; whichever side ends first ends the other (in the modern
 * family closing the stream is how a client cancels). Ends by a deadline of ours, since undici's are off.
 */
import type { IncomingHttpHeaders, ServerResponse } from 'node:http'
import type { Dispatcher } from 'undici'
import { OutboundError } from '#lib/http/errors.ts'
import { createMasker, type Mask } from './mask.ts'

export type Head = { status: number; headers: IncomingHttpHeaders }

/** Where an answer goes. `write` answers false when it is full; `onDrain` then calls when it is not. Throwing gives the answer up. */
export type Sink = {
  write: (chunk: Buffer) => boolean
  end: () => void
  onDrain?: (resume: () => void) => void
}

export type RelayRequest = {
  pool: Dispatcher
  url: URL
  method: 'POST' | 'GET' | 'DELETE'
  headers: Record<string, string>
  /** What must not come back. */
  mask: Mask
  body: Buffer | string | null
  /** 0 for none. */
  deadlineMs: number
  signal: AbortSignal
}

/** What of an answer nobody wants is read all the same, so that its connection can serve again. */
const unwantedBytesMax = 65_536

/**
 * Resolves when the answer has ended; rejects when the upstream fails, is too late, or `signal` aborts. With null for a
 * sink the head was all that counts: resolves at once, whatever becomes of the rest.
 */
export function relay(request: RelayRequest, onHead: (head: Head) => Sink | null): Promise<void> {
  const { pool, url, signal } = request
  return new Promise((resolve, reject) => {
    let controller: Dispatcher.DispatchController | undefined
    let sink: Sink | null = null
    const masker = createMasker(request.mask)
    let unwantedBytes = 0
    const stop = (reason: Error) => (controller ? controller.abort(reason) : settle(() => reject(reason)))
    const onAbort = () => stop(new Error('The client went away.'))
    const timer =
      request.deadlineMs > 0 ? setTimeout(() => stop(new Error('The deadline has passed.')), request.deadlineMs) : null
    const settle = (finish: () => void) => {
      if (timer) clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      finish()
    }
    if (signal.aborted) return settle(() => reject(new Error('The client went away.')))
    signal.addEventListener('abort', onAbort)

    const target = { origin: url.origin, path: url.pathname + url.search }
    const { method, headers, body } = request
    pool.dispatch(
      { ...target, method, headers, body },
      {
        onRequestStart: (started) => {
          controller = started
          if (signal.aborted) onAbort()
        },
        onResponseStart: (_controller, status, received) => {
          if (status < 200) return
          if ((received['content-encoding'] ?? 'identity') !== 'identity')
            throw new OutboundError('protocol', 'The answer is packed in a way that cannot be opened.')
          sink = onHead({ status, headers: received as IncomingHttpHeaders })
          if (!sink) resolve()
        },
        onResponseData: (running, chunk) => {
          if (!sink) {
            unwantedBytes += chunk.length
            if (unwantedBytes > unwantedBytesMax) running.abort(new Error('Nobody wants the rest.'))
            return
          }
          const passed = masker.push(chunk)
          if (passed.length === 0 || sink.write(passed)) return
          running.pause()
          sink.onDrain?.(() => running.resume())
        },
        onResponseEnd: () => {
          const rest = masker.end()
          if (rest.length > 0) sink?.write(rest)
          sink?.end()
          settle(resolve)
        },
        onResponseError: (_controller, error) => settle(() => reject(error)),
      },
    )
  })
}

/** The client's socket as a sink. */
export function toClient(res: ServerResponse): Sink {
  return {
    write: (chunk) => res.write(chunk),
    end: () => void res.end(),
    onDrain: (resume) => void res.once('drain', resume),
  }
}

/** Keeps what arrives until `finish` gets all of it; an answer over `bytesMax` is given up. */
export function collect(bytesMax: number, finish: (body: Buffer) => void): Sink {
  const chunks: Buffer[] = []
  let length = 0
  return {
    write: (chunk) => {
      length += chunk.length
      if (length > bytesMax) throw new OutboundError('too_large', 'The answer is larger than accepted.')
      chunks.push(chunk)
      return true
    },
    end: () => finish(Buffer.concat(chunks)),
  }
}
