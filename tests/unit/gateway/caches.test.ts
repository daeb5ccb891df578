import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest'
import { bySignIn } from '#lib/credentials/proof.ts'
import { type Notice, publish } from '#lib/events/bus.ts'
import { listFreshMs, listRefreshMs } from '#lib/gateway/limits.ts'
import { createLists } from '#lib/gateway/memory/lists.ts'
import { createSessionCache } from '#lib/gateway/memory/session-cache.ts'
import type { Upstream } from '#lib/gateway/memory/upstream.ts'

type Place = { connectionId?: string; serverId?: string; credentialId?: string; version?: number }

const principal = {
  keyId: 'key',
  keyName: 'Key',
  organizationId: 'acme',
  projectId: 'support',
  projectSlug: 'support',
  personId: 'person',
  proof: bySignIn,
  expiresAt: null,
}

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
    signIn: 'none' as const,
    allowedTools: null,
    patience: { answerMs: 30_000, silenceMs: 300_000, totalMs: 3_600_000 },
  }
  return {
    connection,
    principal,
    holder: 'person',
    standsOn: `${credentialId}@${version}`,
    sentAs: `${credentialId}@${version}`,
    credential: { id: credentialId, version, isChecked: true },
    request: { url: connection.url, headers: {}, secrets: [] },
    mask: [],
    renew: null,
  }
}

afterEach(() => void vi.restoreAllMocks())

const mine = upstreamOf({})
const changes: Notice[] = [
  { kind: 'connection.changed', connectionId: 'intercom', projectId: 'project' },
  { kind: 'server.changed', serverId: 'server' },
]

describe('the tool lists that are kept', () => {
  const listing = (name: string) => ({ tools: [{ name, legacy: '{}', modern: '{}' }], leftOut: [], instructions: null })
  const ask = (name: string) => async () => ({ ok: true as const, listing: listing(name) })
  const fail = async () => ({ ok: false as const, problem: 'Down.' })

  async function open() {
    const lists = createLists()
    onTestFinished(lists.close)
    await lists.read(mine, ask('search'))
    return lists
  }

  test('are those of one version of one credential on one connection', async () => {
    const lists = await open()
    expect(await lists.read(mine, fail)).toMatchObject({ listing: listing('search'), problem: null })
    for (const other of [{ credentialId: 'other' }, { version: 2 }, { connectionId: 'intercom-2' }]) {
      expect(lists.last(upstreamOf(other))).toBeNull()
      expect(await lists.read(upstreamOf(other), ask('own'))).toMatchObject({ listing: listing('own') })
    }
  })

  test.each(changes)('are gone after $kind', async (notice) => {
    const lists = await open()
    publish(notice)
    expect(lists.last(mine)).toBeNull()
  })

  test('stay when others change', async () => {
    const lists = await open()
    publish({ kind: 'credential.changed', connectionId: 'intercom', credentialId: 'other' })
    publish({ kind: 'connection.changed', connectionId: 'intercom-2', projectId: 'project' })
    publish({ kind: 'server.changed', serverId: 'another' })
    expect(lists.last(mine)).toEqual(listing('search'))
  })

  test('are asked for anew when they are too old, and stand in for one that cannot be had', async () => {
    const lists = await open()
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + listFreshMs)
    expect(await lists.read(mine, fail)).toMatchObject({ listing: listing('search'), problem: 'Down.' })
    expect(await lists.read(mine, ask('other'))).toMatchObject({ listing: listing('other'), problem: null })
  })

  test('are served at once while they are asked for behind', async () => {
    const lists = await open()
    vi.spyOn(Date, 'now').mockReturnValue(Date.now() + listRefreshMs + 1)
    const { promise, resolve } = Promise.withResolvers<Awaited<ReturnType<ReturnType<typeof ask>>>>()
    const asking = vi.fn(() => promise)
    for (const _ of [1, 2]) expect(await lists.read(mine, asking)).toMatchObject({ listing: listing('search') })
    expect(asking).toHaveBeenCalledOnce()
    resolve({ ok: true, listing: listing('newer') })
    await vi.waitUntil(() => lists.last(mine)?.tools[0]?.name === 'newer')
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
    publish({ kind: 'session.ended', clientSessionId: 'client-1' })
    expect(sessions.find(mine, 'client-1')).toBeUndefined()
    expect(sessions.find(mine, 'client-2')).toMatchObject(session)
  })
})
