/**
 * How a call ended, seen from its bytes without parsing them: inside JSON strings quotes are escaped, so an unescaped
 * `"isError":true` or `"error":{` is a member of the answer. Nested members may be mistaken for it; it is a note, not a rule.
 */
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import type { Sink } from './wire/send.ts'

const toolError = /[{,]\s*"isError"\s*:\s*true/
const rpcError =
  /"jsonrpc"\s*:\s*"2\.0"\s*,(\s*"id"\s*:\s*("[^"]*"|-?[\d.]+|null)\s*,)?\s*"error"\s*:|^[ \t]*\{\s*"error"\s*:/m
const lookedAtMax = 16_384

/** Passes everything on to `sink` and keeps its beginning and its end to look at, once the answer has gone. */
export function watchOutcome(sink: Sink): Sink & { outcome: () => CallOutcome } {
  const head: Buffer[] = []
  let headLength = 0
  let tail = Buffer.alloc(0)
  const keep = (chunk: Buffer) => {
    if (headLength >= lookedAtMax) tail = Buffer.concat([tail, chunk]).subarray(-lookedAtMax)
    else head.push(chunk)
    headLength += chunk.length
  }
  return {
    ...sink,
    write: (chunk) => {
      keep(chunk)
      return sink.write(chunk)
    },
    outcome: () => {
      const text = Buffer.concat([...head, tail]).toString('latin1')
      if (rpcError.test(text)) return 'rpc_error'
      return toolError.test(text) ? 'tool_error' : 'ok'
    },
  }
}
