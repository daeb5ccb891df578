import type { IncomingMessage } from 'node:http'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { database } from '#lib/db/database.ts'
import { type Notice, publish } from '#lib/events/bus.ts'
import { createDirectory } from '#lib/gateway/memory/directory.ts'
import { createPrincipalCache } from '#lib/gateway/memory/principal.ts'
import { createUpstreamCache } from '#lib/gateway/memory/upstream.ts'
import { verifyKey } from '#lib/projects/verify-key.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

async function setUp() {
  const { project } = await buildProject()
  const connection = await buildConnection({ project })
  const agent = await buildAgent(project, [[connection, newSecret()]])
  return { project, connection, agent }
}
type Scene = Awaited<ReturnType<typeof setUp>>

/** What is remembered: `isAsBefore` asks for it, `change` changes it as another replica would, without a notice. */
type Memory = { isAsBefore: () => Promise<boolean>; change: () => Promise<unknown>; drops: Notice[] }

const memories: Record<string, (scene: Scene) => Promise<Memory>> = {
  'a key': async ({ agent: { key, authorization, personId }, project }) => {
    const principals = createPrincipalCache()
    onTestFinished(principals.close)
    const request = { headers: { authorization } } as IncomingMessage
    return {
      isAsBefore: async () => (await principals.verify(request)).ok,
      change: () => database().agentKey.update({ where: { id: key.id }, data: { revokedAt: new Date() } }),
      drops: [
        { kind: 'key.changed', keyId: key.id },
        { kind: 'person.changed', personId },
        { kind: 'project.changed', projectId: project.id },
      ],
    }
  },
  'a project': async ({ project, connection }) => {
    const directory = createDirectory()
    onTestFinished(directory.close)
    return {
      isAsBefore: async () => (await directory.read(project.id))?.connections[0]?.isPaused === false,
      change: () => database().connection.update({ where: { id: connection.id }, data: { state: 'paused' } }),
      drops: [
        { kind: 'project.changed', projectId: project.id },
        { kind: 'connection.changed', connectionId: connection.id, projectId: project.id },
        { kind: 'server.changed', serverId: connection.serverId },
      ],
    }
  },
  'an opened value': async ({ project, connection, agent: { text, personId } }) => {
    const [directory, upstreams] = [createDirectory(), createUpstreamCache()]
    onTestFinished(directory.close)
    onTestFinished(upstreams.close)
    const known = (await directory.read(project.id))?.connections[0]
    const verdict = await verifyKey(database(), text)
    if (!known || !verdict.ok) throw new Error('The project has a connection and a key.')
    const { id: credentialId } = await database().credential.findFirstOrThrow({ where: { personId } })
    return {
      isAsBefore: async () => (await upstreams.resolve(known, verdict.principal)).ok,
      change: () => database().credential.deleteMany({ where: { connectionId: connection.id } }),
      drops: [
        { kind: 'credential.changed', connectionId: connection.id, credentialId },
        { kind: 'connection.changed', connectionId: connection.id, projectId: project.id },
        { kind: 'server.changed', serverId: connection.serverId },
        { kind: 'person.changed', personId },
      ],
    }
  },
}

describe.each(Object.entries(memories))('%s that the gateway remembers', (_, remember) => {
  test('is not read again for a moment', async () => {
    const { isAsBefore, change } = await remember(await setUp())
    expect(await isAsBefore()).toBe(true)
    await change()
    expect(await isAsBefore()).toBe(true)
  })

  test('is five seconds old at most (on another replica nobody tells)', async () => {
    const { isAsBefore, change } = await remember(await setUp())
    expect(await isAsBefore()).toBe(true)
    await change()
    const now = performance.now.bind(performance)
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => now() + 5_000)
    onTestFinished(() => clock.mockRestore())
    await vi.waitUntil(async () => !(await isAsBefore()), { timeout: 20_000 })
  })

  test('is not remembered when that changed while it was read', async () => {
    const { drops } = await remember(await setUp())
    for (const index of drops.keys()) {
      const memory = await remember(await setUp())
      const reading = memory.isAsBefore()
      const notice = memory.drops[index]
      if (notice) publish(notice)
      expect(await reading).toBe(true)
      await memory.change()
      expect(await memory.isAsBefore(), notice?.kind).toBe(false)
    }
  })

  test('is remembered although others changed while it was read', async () => {
    const { isAsBefore, change } = await remember(await setUp())
    const reading = isAsBefore()
    publish({ kind: 'person.changed', personId: 'somebody else' })
    expect(await reading).toBe(true)
    await change()
    expect(await isAsBefore()).toBe(true)
  })

  test('is read again after each change that concerns it', async () => {
    const scene = await setUp()
    const { drops } = await remember(scene)
    for (const index of drops.keys()) {
      const memory = await remember(await setUp())
      expect(await memory.isAsBefore()).toBe(true)
      await memory.change()
      const notice = memory.drops[index]
      if (notice) publish(notice)
      expect(await memory.isAsBefore(), notice?.kind).toBe(false)
    }
  })
})

test('a key that expires while it is remembered is refused from that moment on', async () => {
  const { agent } = await setUp()
  const expiresAt = new Date(Date.now() + 60_000)
  await database().agentKey.update({ where: { id: agent.key.id }, data: { expiresAt } })
  const principals = createPrincipalCache()
  onTestFinished(principals.close)
  const request = { headers: { authorization: agent.authorization } } as IncomingMessage
  expect(await principals.verify(request)).toMatchObject({ ok: true })
  vi.useFakeTimers({ toFake: ['Date'], now: expiresAt })
  onTestFinished(() => void vi.useRealTimers())
  expect(await principals.verify(request)).toEqual({ ok: false, reason: 'unknown' })
})
