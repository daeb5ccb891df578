/**
 * Calls under way by the session and the id of who made them, so that they can be cancelled: here, or by a notice on the replica
 * that has them.
 */
import { publish, subscribe } from '#lib/events/bus.ts'

export type RunningCalls = {
  /** Until the returned function is called. */
  add: (call: Name, cancel: () => void) => () => void
  /** Wherever it runs. */
  cancel: (call: Name) => void
  close: () => void
}

/** `requestId`: as its client wrote it. */
type Name = { clientSessionId: string; requestId: string }

const requestIdCharsMax = 200

export function createRunning(): RunningCalls {
  const running = new Map<string, () => void>()
  const close = subscribe((notice) => {
    if (notice.kind === 'call.cancelled') running.get(nameOf(notice))?.()
  })
  return {
    add: (call, cancel) => {
      const name = nameOf(call)
      running.set(name, cancel)
      return () => {
        if (running.get(name) === cancel) running.delete(name)
      }
    },
    cancel: ({ clientSessionId, requestId }) => {
      if (requestId.length <= requestIdCharsMax) publish({ kind: 'call.cancelled', clientSessionId, requestId })
    },
    close,
  }
}

function nameOf({ clientSessionId, requestId }: Name): string {
  return `${clientSessionId} ${requestId}`
}
