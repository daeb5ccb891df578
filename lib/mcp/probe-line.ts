/**
 * One line of a live check: what was looked at, how it went, how long it took. Details are sentences for people.
 */
export type ProbeLineId = 'address' | 'tls' | 'sign_in' | 'mcp'

export type ProbeLine = {
  id: ProbeLineId
  state: 'ok' | 'failed' | 'skipped'
  detail: string
  advice?: string
  ms?: number
}

export function ok(id: ProbeLineId, detail: string, started: number): ProbeLine {
  return { id, state: 'ok', detail, ms: since(started) }
}

export function skipped(id: ProbeLineId, detail: string): ProbeLine {
  return { id, state: 'skipped', detail }
}

/** What failed, as a sentence or as an error that carries one; without `started` nothing was measured. */
export function failed(
  id: ProbeLineId,
  what: string | { message: string; advice?: string | undefined },
  started?: number,
): ProbeLine {
  const { message, advice } = typeof what === 'string' ? { message: what, advice: undefined } : what
  return {
    id,
    state: 'failed',
    detail: message,
    ...(advice && { advice }),
    ...(started !== undefined && { ms: since(started) }),
  }
}

function since(started: number): number {
  return Math.round(performance.now() - started)
}
