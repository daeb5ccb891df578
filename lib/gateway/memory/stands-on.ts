/**
 * What the gateway remembers, or has under way, stands on rows that change. This table, and no other place, says which notice
 * ends what; a kind of notice that is not in it does not compile.
 */
import type { Notice } from '#lib/events/bus.ts'

/** The rows that something was made of. What is not named, it does not stand on. */
export type StandsOn = {
  keyId?: string
  personId?: string
  projectId?: string
  /** A project's connections as a whole, also those that come later. */
  connectionsOf?: string
  connectionId?: string
  serverIds?: readonly string[]
  /** Of the connection's. Null: made without values, which may have been given since. */
  credentialId?: string | null
  clientSessionId?: string
  /** The credential whose secret is part of it. */
  sends?: string | undefined
}

export function concerns(notice: Notice, on: StandsOn): boolean {
  switch (notice.kind) {
    case 'key.changed':
      return on.keyId === notice.keyId
    case 'person.changed':
      return on.personId === notice.personId
    case 'project.changed':
      return on.projectId === notice.projectId
    case 'connection.changed':
      return on.connectionId === notice.connectionId || on.connectionsOf === notice.projectId
    case 'server.changed':
      return on.serverIds?.includes(notice.serverId) ?? false
    case 'credential.changed':
      if (on.credentialId === null) return on.connectionId === notice.connectionId
      return on.credentialId === notice.credentialId
    case 'credential.renewed':
      return on.sends !== undefined && on.sends === notice.credentialId
    case 'session.ended':
      return on.clientSessionId === notice.clientSessionId
    case 'call.cancelled':
    case 'elicitation.completed':
      return false
    case 'anything.changed':
      return true
  }
}
