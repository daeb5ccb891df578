import { afterAll, describe, expect, test, vi } from 'vitest'
import { newMasterKey } from '#lib/crypto/derive.ts'

/** Next bundles a copy of each module for pages and routes, beside the one that the server runs. */
async function loadGraph() {
  vi.resetModules()
  return {
    ...(await import('#lib/auth/turns.ts')),
    ...(await import('#lib/db/trouble.ts')),
    ...(await import('#lib/env.ts')),
    ...(await import('#lib/errors.ts')),
    ...(await import('#lib/events/bus.ts')),
    ...(await import('#lib/http/errors.ts')),
    ...(await import('#lib/http/way-out.ts')),
  }
}

const server = await loadGraph()
const pages = await loadGraph()
afterAll(() => server.noteTrouble(null))

describe('what pages and the server share, although each has modules of its own', () => {
  test('are modules of their own', () => {
    expect(pages.asOneOfFew).not.toBe(server.asOneOfFew)
    expect(pages.AppError).not.toBe(server.AppError)
  })

  test('the tries of a network that are under way', async () => {
    const ends: (() => void)[] = []
    const work = () => new Promise<void>((resolve) => ends.push(resolve))
    const half = Array.from({ length: 5 }, () => server.asOneOfFew('network', work))
    const rest = Array.from({ length: 5 }, () => pages.asOneOfFew('network', work))
    for (const graph of [server, pages])
      await expect(graph.asOneOfFew('network', work)).rejects.toMatchObject({ code: 'limit_exceeded' })
    for (const end of ends) end()
    await Promise.all([...half, ...rest])
  })

  test('the turns at comparing passwords', async () => {
    const ends: (() => void)[] = []
    const started: string[] = []
    const work = (who: string) => () => {
      started.push(who)
      return new Promise<void>((resolve) => ends.push(resolve))
    }
    const all = [server.inTurn(work('a')), pages.inTurn(work('b')), pages.inTurn(work('c')), server.inTurn(work('d'))]
    const settled = () => new Promise((resolve) => setImmediate(resolve))
    await settled()
    expect(started).toEqual(['a', 'b'])
    for (; ends.length > 0; await settled()) ends.shift()?.()
    await Promise.all(all)
    expect(started).toEqual(['a', 'b', 'c', 'd'])
  })

  test('what is announced', () => {
    const heard: unknown[] = []
    const leave = server.subscribe((notice) => heard.push(notice))
    pages.publish({ kind: 'key.changed', keyId: 'a-key' })
    leave()
    expect(heard).toEqual([{ kind: 'key.changed', keyId: 'a-key' }])
  })

  test('settings, the master key and the way out', () => {
    const masterKey = newMasterKey()
    const settings = server.readSettings({ JETWAY_OUTBOUND_PROXY: 'http://proxy.example.test:3128' })
    server.provideEnv({ databaseUrl: 'postgresql://x', masterKey }, settings)
    expect(pages.env().masterKey).toBe(masterKey)
    expect(pages.proxyInUse()).toMatchObject(settings.outboundProxy ?? { proxy: 'none' })
    server.provideEnv({ databaseUrl: 'postgresql://x', masterKey }, server.readSettings({}))
    expect(pages.proxyInUse()).toBeNull()
  })

  test('what keeps the database from working', () => {
    server.noteTrouble(server.diskRefuses)
    expect(pages.sayTrouble(new Error('x'))).toBe(server.diskRefuses)
  })

  test('what an error is', () => {
    expect(pages.isAppError(new server.AppError('conflict', 'x'))).toBe(true)
    expect(pages.isOutboundError(new server.OutboundError('timeout', 'x'))).toBe(true)
    expect([pages.isAppError(new Error('x')), pages.isOutboundError(new Error('x'))]).toEqual([false, false])
  })
})
