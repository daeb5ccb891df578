/** How long a sign-in waits: free at first, then doubling, bounded, and forgotten with time. Pure. */

const freeFailures = 3
const firstDelayMs = 500
const delayMsMax = 8_000
const forgetOneMs = 5 * 60 * 1000
const failuresMax = freeFailures + Math.log2(delayMsMax / firstDelayMs) + 1

/** The wait before the next try, after so many failures of which the last is so long ago. */
export function delayMsFor(failures: number, sinceLastMs: number): number {
  const remembered = rememberedFailures(failures, sinceLastMs)
  if (remembered < freeFailures) return 0
  return Math.min(delayMsMax, firstDelayMs * 2 ** (remembered - freeFailures))
}

/** The count after one more failure. It stops where the delay does, so that even a long attack is soon forgotten. */
export function withOneMore(failures: number, sinceLastMs: number): number {
  return Math.min(failuresMax, rememberedFailures(failures, sinceLastMs) + 1)
}

function rememberedFailures(failures: number, sinceLastMs: number): number {
  const forgotten = Math.floor(Math.max(0, sinceLastMs) / forgetOneMs)
  return Math.max(0, failures - forgotten)
}
