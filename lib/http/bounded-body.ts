/**
 * A response body as a web stream that ends with an error at a number of bytes. Pulls only what the reader asks for, so
 * an endless answer costs one chunk. The socket is gone as soon as the reader stops, by end, error or cancel.
 */
import type { Readable } from 'node:stream'
import { OutboundError } from './errors.ts'
import { toOutboundError } from './to-outbound-error.ts'

export type BodyBounds = { host: string; responseBytesMax: number; release: () => void }

export function boundedBody(
  body: Readable,
  { host, responseBytesMax, release }: BodyBounds,
): ReadableStream<Uint8Array> {
  const chunks = body[Symbol.asyncIterator]()
  let bytes = 0

  const stop = () => {
    body.on('error', () => undefined).destroy()
    release()
  }

  return new ReadableStream(
    {
      async pull(controller) {
        try {
          const { done, value } = await chunks.next()
          if (done) {
            release()
            return controller.close()
          }
          bytes += value.byteLength
          if (bytes > responseBytesMax) throw tooLarge(host, responseBytesMax)
          controller.enqueue(value)
        } catch (error) {
          stop()
          controller.error(toOutboundError(error, host))
        }
      },
      cancel: stop,
    },
    { highWaterMark: 0 },
  )
}

function tooLarge(host: string, bytesMax: number): OutboundError {
  const size = bytesMax >= 1_048_576 ? `${Math.floor(bytesMax / 1_048_576)} MB` : `${Math.ceil(bytesMax / 1_024)} kB`
  return new OutboundError('too_large', `${host} answers with more than ${size}.`, { advice: 'Check the address.' })
}
