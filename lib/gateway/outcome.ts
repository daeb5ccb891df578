/**
 * How a call ended, seen from its bytes without parsing them: inside JSON strings quotes are escaped, so an unescaped
 * `"isError":true` or `"error":{` is a member of the answer. Nested members may be mistaken for it; it is a note, not a rule.
 */
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import type { Sink } from './relay.ts'

const toolError = /[{,]\s*"isError"\s*:\s*true/
const rpcError =
  /"jsonrpc"\s*:\s*"2\.0"\s*,(\s*"id"\s*:\s*("[^"]*"|-?[\d.]+|null)\s*,)?\s*"error"\s*:|^\s*\{\s*"error"\s*:/m
const lookedAtMax = 16_384

/** Passes everything on to `sink` and looks at the beginning and the end of it. */
export function watchOutcome(sink: Sink): Sink & { outcome: () => CallOutcome } {
  let head = ''
  let tail = ''
  const look = (chunk: Buffer) => {
    const text = chunk.subarray(0, lookedAtMax).toString('latin1')
    if (head.length < lookedAtMax) head += text
    tail = (tail + chunk.subarray(-lookedAtMax).toString('latin1')).slice(-lookedAtMax)
  }
  return {
    ...sink,
    write: (chunk) => {
      look(chunk)
      return sink.write(chunk)
    },
    outcome: () => {
      if (rpcError.test(head) || rpcError.test(tail)) return 'rpc_error'
      return toolError.test(head) || toolError.test(tail) ? 'tool_error' : 'ok'
    },
  }
}
