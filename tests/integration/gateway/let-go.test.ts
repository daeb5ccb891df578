import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { createDirectory } from '#lib/gateway/memory/directory.ts'
import { createUpstreamCache } from '#lib/gateway/memory/upstream.ts'
import { verifyKey } from '#lib/projects/verify-key.ts'
import { buildConnection, buildProject } from '#tests/support/factories/projects.ts'
import { buildAgent } from '#tests/support/gateway/agents.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

setFlagsFromString('--expose_gc')
const collectGarbage: () => void = runInNewContext('gc')
afterEach(() => void vi.restoreAllMocks().useRealTimers())

/** Opens values into the gateway's memory; what is left of them is held by nobody else. */
async function openIntoMemory() {
  const { project } = await buildProject()
  const connection = await buildConnection({ project })
  const agent = await buildAgent(project, [[connection, newSecret()]])
  const [directory, upstreams] = [createDirectory(), createUpstreamCache()]
  onTestFinished(directory.close)
  onTestFinished(upstreams.close)
  const known = (await directory.read(project.id))?.connections[0]
  const verdict = await verifyKey(database(), agent.text)
  if (!known || !verdict.ok) throw new Error('The project has a connection and a key.')
  const resolved = await upstreams.resolve(known, verdict.principal)
  if (!resolved.ok) throw new Error('The values open.')
  return { request: new WeakRef(resolved.upstream.request), connection }
}

async function isHeld(held: WeakRef<object>): Promise<boolean> {
  await new Promise((resolve) => setImmediate(resolve))
  collectGarbage()
  return held.deref() !== undefined
}

test('opened values are held for a moment, and not longer than five seconds', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
  const { request } = await openIntoMemory()
  expect(await isHeld(request)).toBe(true)
  const now = performance.now.bind(performance)
  vi.spyOn(performance, 'now').mockImplementation(() => now() + 5_001)
  vi.advanceTimersByTime(5_001)
  expect(await isHeld(request)).toBe(false)
})

test('opened values are let go of at a change', async () => {
  const { request, connection } = await openIntoMemory()
  expect(await isHeld(request)).toBe(true)
  publish({ kind: 'connection.changed', connectionId: connection.id, projectId: connection.projectId })
  expect(await isHeld(request)).toBe(false)
})
