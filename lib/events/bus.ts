/**
 * Change notices inside the process. Both module graphs (Next's and the server's) reach the same bus; what it carries
 * are names and ids, never values. A subscriber that throws does not hurt the publisher.
 */
import { EventEmitter } from 'node:events'
import { log } from '#lib/log.ts'

export type Notice =
  | { kind: 'key.changed'; keyId: string }
  | { kind: 'credential.changed'; connectionId: string; holder: string }
  | { kind: 'connection.changed'; connectionId: string; projectId: string }
  | { kind: 'server.changed'; serverId: string }
  | { kind: 'project.changed'; projectId: string }
  | { kind: 'person.changed'; personId: string }

const slot = Symbol.for('jetway.bus')
const shared = globalThis as typeof globalThis & { [slot]?: EventEmitter }
const channel = 'notice'

function emitter(): EventEmitter {
  shared[slot] ??= new EventEmitter().setMaxListeners(100)
  return shared[slot]
}

/** Tells everyone in this process; call it after the transaction has committed. */
export function publish(notice: Notice): void {
  emitter().emit(channel, notice)
}

/** Listens until the returned function is called. */
export function subscribe(listen: (notice: Notice) => void): () => void {
  const guarded = (notice: Notice) => {
    try {
      listen(notice)
    } catch (error) {
      log.error('a change notice failed', { reason: notice.kind, error })
    }
  }
  emitter().on(channel, guarded)
  return () => emitter().off(channel, guarded)
}
