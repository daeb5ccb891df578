/**
 * A GET stream has no end of its own, so what it stands on is watched: when its key, its person, its connection or the
 * values change, it is cut off. Its client comes back and is asked again who it is.
 */
import { type Notice, subscribe } from '#lib/events/bus.ts'
import type { Call } from '../call.ts'
import type { Upstream } from '../upstream.ts'

export type Streams = {
  /** Runs `work` with a signal that also aborts when the call may have lost its right to the stream. */
  run: (call: Call, upstream: Upstream, work: (signal: AbortSignal) => Promise<void>) => Promise<void>
  close: () => void
}

type Open = Pick<Call, 'principal'> & Pick<Upstream, 'connection' | 'credentialId'> & { end: AbortController }

export function createStreams(): Streams {
  const running = new Set<Open>()
  const close = subscribe((notice) => {
    for (const open of running) if (concerns(notice, open)) open.end.abort()
  })

  async function run(call: Call, upstream: Upstream, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const { connection, credentialId } = upstream
    const open = { principal: call.principal, connection, credentialId, end: new AbortController() }
    running.add(open)
    try {
      await work(AbortSignal.any([call.signal, open.end.signal]))
    } finally {
      running.delete(open)
    }
  }
  return { run, close }
}

/** A change of the server is none of these: every check of it publishes one. */
function concerns(notice: Notice, { principal, connection, credentialId }: Open): boolean {
  switch (notice.kind) {
    case 'key.changed':
      return notice.keyId === principal.keyId
    case 'person.changed':
      return notice.personId === principal.personId
    case 'project.changed':
      return notice.projectId === principal.projectId
    case 'connection.changed':
      return notice.connectionId === connection.id
    case 'credential.changed':
      return notice.connectionId === connection.id && (credentialId === null || credentialId === notice.credentialId)
    case 'server.changed':
      return false
    case 'anything.changed':
      return true
  }
}
