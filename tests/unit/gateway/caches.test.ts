import { describe, expect, onTestFinished, test } from 'vitest'
import { type Notice, publish } from '#lib/events/bus.ts'
import { createListCache } from '#lib/gateway/memory/list-cache.ts'
import { createSessionCache } from '#lib/gateway/memory/session-cache.ts'
import type { Upstream } from '#lib/gateway/memory/upstream.ts'

type Place = { connectionId?: string; serverId?: string; credentialId?: string; version?: number }

function upstreamOf(place: Place): Upstream {
  const { connectionId = 'intercom', serverId = 'server', credentialId = 'mine', version = 1 } = place
  const connection = {
    id: connectionId,
    slug: connectionId,
    organizationId: 'acme',
    projectId: 'support',
    projectSlug: 'support',
    serverId,
    serverName: 'Server',
    url: new URL('https://mcp.example.com/mcp'),
    era: null,
    isPaused: false,
    mode: 'per_person' as const,
    inputs: [],
    allowedTools: null,
  }
  return {
    connection,
    holder: 'person',
    standsOn: `${credentialId}@${version}`,
    credential: { id: credentialId, version },
    headers: {},
    mask: [],
  }
}

const mine = upstreamOf({})
const changes: Notice[] = [
  { kind: 'connection.changed', connectionId: 'intercom', projectId: 'project' },
  { kind: 'server.changed', serverId: 'server' },
]

describe('the tool lists that are kept', () => {
  function open() {
    const lists = createListCache()
    onTestFinished(lists.close)
    lists.keep(mine, [{ name: 'search' }])
    return lists
  }

  test('are those of one version of one credential on one connection', () => {
    const lists = open()
    expect(lists.fresh(mine)).toEqual([{ name: 'search' }])
    for (const other of [{ credentialId: 'other' }, { version: 2 }, { connectionId: 'intercom-2' }]) {
      expect([lists.fresh(upstreamOf(other)), lists.last(upstreamOf(other))]).toEqual([undefined, undefined])
    }
  })

  test.each(changes)('are gone after $kind', (notice) => {
    const lists = open()
    publish(notice)
    expect([lists.fresh(mine), lists.last(mine)]).toEqual([undefined, undefined])
  })

  test('stay when others change', () => {
    const lists = open()
    publish({ kind: 'credential.changed', connectionId: 'intercom', credentialId: 'other' })
    publish({ kind: 'connection.changed', connectionId: 'intercom-2', projectId: 'project' })
    expect(lists.fresh(mine)).toEqual([{ name: 'search' }])
  })
})

describe('the upstream sessions that are kept', () => {
  const session = { era: 'legacy' as const, capabilities: {}, headers: { 'mcp-session-id': 'upstream-1' } }
  function open() {
    const sessions = createSessionCache()
    onTestFinished(sessions.close)
    sessions.keep(mine, 'client-1', session)
    return sessions
  }

  test('are one client session’s on one connection, with one credential', () => {
    const sessions = open()
    expect(sessions.find(mine, 'client-1')).toMatchObject(session)
    expect(sessions.find(mine, 'client-2')).toBeUndefined()
    for (const other of [{ credentialId: 'other' }, { version: 2 }, { connectionId: 'intercom-2' }])
      expect(sessions.find(upstreamOf(other), 'client-1')).toBeUndefined()
  })

  test.each(changes)('are gone after $kind', (notice) => {
    const sessions = open()
    publish(notice)
    expect(sessions.find(mine, 'client-1')).toBeUndefined()
  })

  test('end with their client session, and leave the others', () => {
    const sessions = open()
    sessions.keep(mine, 'client-2', session)
    sessions.forgetClient('client-1')
    expect(sessions.find(mine, 'client-1')).toBeUndefined()
    expect(sessions.find(mine, 'client-2')).toMatchObject(session)
  })
})
