/**
 * Change notices inside the process, and those that replicas.ts brings from others. Both module graphs (Next's and the
 * server's) reach the same bus; what it carries are names and ids, never values. A subscriber that throws does not hurt the
 * publisher.
 */
import { EventEmitter } from 'node:events'
import { log } from '#lib/log.ts'

export type Notice =
  | { kind: 'key.changed'; keyId: string }
  | { kind: 'credential.changed'; connectionId: string; credentialId: string }
  /** New tokens of the same sign-in: nothing that stands on it has changed but what is sent. */
  | { kind: 'credential.renewed'; credentialId: string }
  | { kind: 'connection.changed'; connectionId: string; projectId: string }
  | { kind: 'server.changed'; serverId: string }
  | { kind: 'project.changed'; projectId: string }
  | { kind: 'person.changed'; personId: string }
  | { kind: 'session.ended'; clientSessionId: string }
  /** No change: whoever made a call of that id no longer wants it. */
  | { kind: 'call.cancelled'; clientSessionId: string; requestId: string }
  /** No change: a client that waits for a person's values may try again. */
  | { kind: 'elicitation.completed'; clientSessionId: string; elicitationId: string }
  /** Notices may have been missed: nothing that was remembered is sure. */
  | { kind: 'anything.changed' }

const slot = Symbol.for('jetway.bus')
const shared = globalThis as typeof globalThis & { [slot]?: EventEmitter }
const channel = 'notice'
const ownChannel = 'own notice'

function emitter(): EventEmitter {
  shared[slot] ??= new EventEmitter().setMaxListeners(100)
  return shared[slot]
}

/** Tells everyone, in this process and in other replicas; call it after the transaction has committed. */
export function publish(notice: Notice): void {
  emitter().emit(channel, notice)
  emitter().emit(ownChannel, notice)
}

/** Tells everyone in this process what another replica published. */
export function deliver(notice: Notice): void {
  emitter().emit(channel, notice)
}

/** Listens until the returned function is called. */
export function subscribe(listen: (notice: Notice) => void): () => void {
  return on(channel, listen)
}

/** Listens to what this process publishes itself. */
export function subscribeToOwn(listen: (notice: Notice) => void): () => void {
  return on(ownChannel, listen)
}

function on(name: string, listen: (notice: Notice) => void): () => void {
  const guarded = (notice: Notice) => {
    try {
      listen(notice)
    } catch (error) {
      log.error('a change notice failed', { reason: notice.kind, error })
    }
  }
  emitter().on(name, guarded)
  return () => emitter().off(name, guarded)
}
