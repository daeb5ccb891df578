/**
 * Takes the secret values that were sent upstream out of what comes back, so that a server that quotes them does not hand
 * them to the agent. Each is overwritten with as many asterisks, so lengths and JSON stay what they were. Must stay true: a
 * value is found also where it is cut by the chunks it arrives in. Values that a server encodes in a way of its own pass.
 */
import { formsOf } from '#lib/mcp/plain-text.ts'

export type Mask = readonly Buffer[]

export type Masker = { push: (chunk: Buffer) => Buffer; end: () => Buffer }

/** Shorter values are too likely to be ordinary words of an answer. */
const maskedCharsMin = 8
const asterisk = '*'.charCodeAt(0)
const nothing: Buffer = Buffer.alloc(0)

/** In whatever form they may stand in an answer: as they are, in JSON, in a URL, behind a scheme. */
export function toMask(values: readonly string[]): Mask {
  const forms = new Set(values.flatMap(formsOf).filter((form) => form.length >= maskedCharsMin))
  return [...forms].map((form) => Buffer.from(form))
}

/** Fed with the chunks of one answer. What may be the beginning of a value is held back until the next chunk, or the end. */
export function createMasker(mask: Mask): Masker {
  if (mask.length === 0) return { push: (chunk) => chunk, end: () => nothing }
  // What is held stays as it came beside what is shown of it: one value may hold another that is masked already.
  let held = { said: nothing, shown: nothing }
  return {
    push: (chunk) => {
      const said = held.said.length === 0 ? chunk : Buffer.concat([held.said, chunk])
      const shown = masked(said, held.said.length === 0 ? chunk : Buffer.concat([held.shown, chunk]), mask)
      const from = Math.min(...mask.map((value) => beginningOf(value, said)))
      held = { said: said.subarray(from), shown: shown.subarray(from) }
      return shown.subarray(0, from)
    },
    end: () => held.shown,
  }
}

/** A text on its own, such as a header. */
export function maskText(text: string, mask: Mask): string {
  const said = Buffer.from(text)
  return masked(said, said, mask).toString()
}

/** `shown` without the values that are in `said`, of which it may be masked in part. */
function masked(said: Buffer, shown: Buffer, mask: Mask): Buffer {
  let out = shown
  for (const value of mask) {
    for (let at = said.indexOf(value); at !== -1; at = said.indexOf(value, at + value.length)) {
      // What arrived may be somebody else's buffer.
      if (out === shown) out = Buffer.from(shown)
      out.fill(asterisk, at, at + value.length)
    }
  }
  return out
}

/** Where a tail begins that is the beginning of `value`; the length of `bytes` where there is none. */
function beginningOf(value: Buffer, bytes: Buffer): number {
  const [first = 0] = value
  let at = bytes.indexOf(first, Math.max(0, bytes.length - value.length + 1))
  while (at !== -1 && value.compare(bytes, at, bytes.length, 0, bytes.length - at) !== 0)
    at = bytes.indexOf(first, at + 1)
  return at === -1 ? bytes.length : at
}
