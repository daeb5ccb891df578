import { describe, expect, test } from 'vitest'
import type { Notice } from '#lib/events/bus.ts'
import { concerns, type StandsOn } from '#lib/gateway/memory/stands-on.ts'

const notices: Record<Notice['kind'], Notice> = {
  'key.changed': { kind: 'key.changed', keyId: 'k' },
  'person.changed': { kind: 'person.changed', personId: 'p' },
  'project.changed': { kind: 'project.changed', projectId: 'x' },
  'connection.changed': { kind: 'connection.changed', connectionId: 'c', projectId: 'x' },
  'server.changed': { kind: 'server.changed', serverId: 's' },
  'credential.changed': { kind: 'credential.changed', connectionId: 'c', credentialId: 'v' },
  'credential.renewed': { kind: 'credential.renewed', credentialId: 'v' },
  'session.ended': { kind: 'session.ended', clientSessionId: 'c' },
  'call.cancelled': { kind: 'call.cancelled', clientSessionId: 'c', requestId: '1' },
  'elicitation.completed': { kind: 'elicitation.completed', clientSessionId: 'c', elicitationId: 'e' },
  'anything.changed': { kind: 'anything.changed' },
}

const whatEnds: [string, StandsOn, Notice['kind'][]][] = [
  ['nothing that is named', {}, []],
  ['a key', { keyId: 'k' }, ['key.changed']],
  ['a person', { personId: 'p' }, ['person.changed']],
  ['a project', { projectId: 'x' }, ['project.changed']],
  ['the connections of a project', { connectionsOf: 'x' }, ['connection.changed']],
  ['a connection', { connectionId: 'c' }, ['connection.changed']],
  ['servers', { serverIds: ['r', 's'] }, ['server.changed']],
  ['a credential', { connectionId: 'c', credentialId: 'v' }, ['connection.changed', 'credential.changed']],
  ['what is sent of a credential', { sends: 'v' }, ['credential.renewed']],
  ['values that may come', { connectionId: 'c', credentialId: null }, ['connection.changed', 'credential.changed']],
  ['a client session', { clientSessionId: 'c' }, ['session.ended']],
  ['another credential of the connection', { connectionId: 'c', credentialId: 'w' }, ['connection.changed']],
  ['others of everything', { keyId: 'l', personId: 'q', projectId: 'y', connectionId: 'd', serverIds: ['t'] }, []],
]

describe('what stands on', () => {
  test.each(whatEnds)('%s ends with just its own changes, and where notices were missed', (_what, on, kinds) => {
    const ends = Object.values(notices).filter((notice) => concerns(notice, on))
    expect(ends.map(({ kind }) => kind).sort()).toEqual([...kinds, 'anything.changed'].sort())
  })
})
