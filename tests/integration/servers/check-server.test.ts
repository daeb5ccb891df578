import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { checkServer } from '#lib/servers/check-server.ts'
import { recheckDueServers } from '#lib/servers/recheck-servers.ts'
import { recordCheck } from '#lib/servers/record-check.ts'
import { hearNotices } from '#tests/support/events/hear-notices.ts'
import { signedIn, stranger } from '#tests/support/factories/context.ts'
import { buildServer } from '#tests/support/factories/projects.ts'
import { listen, sendJson } from '#tests/support/mcp/listen.ts'
import { startV1Server } from '#tests/support/mcp/sdk-servers.ts'

const admin = await signedIn({ role: 'admin' })
const { organizationId } = admin.actor

function startGuarded() {
  const challenge = { 'www-authenticate': 'Bearer realm="OAuth", error="invalid_token"' }
  return listen((_req, res) => sendJson(res, 401, { error: 'invalid_token' }, challenge))
}

function row(id: string) {
  return database().server.findUniqueOrThrow({ where: { id }, include: { tools: { orderBy: { name: 'asc' } } } })
}

describe('checkServer', () => {
  test('remembers how a server asks for a sign-in', async () => {
    const { origin } = await startGuarded()
    const { id } = await buildServer({ organizationId, url: `${origin}/mcp` })
    const view = await checkServer(admin, id)
    expect(view).toMatchObject({ reach: 'asks_sign_in' })
    expect(await row(id)).toMatchObject({ reach: 'asks_sign_in', reachReason: null, checkedAt: expect.any(Date) })
  })

  test('stores the tools of one that answers without', async () => {
    const { origin } = await startV1Server()
    const { id } = await buildServer({ organizationId, url: `${origin}/mcp` })
    await checkServer(admin, id)
    expect(await row(id)).toMatchObject({ reach: 'reachable', era: 'legacy', tools: [{ name: 'echo', title: 'Echo' }] })
  })

  test('keeps the tools somebody’s sign-in has listed', async () => {
    const { origin } = await startGuarded()
    const { id } = await buildServer({ organizationId, url: `${origin}/mcp` })
    await database().serverTool.create({ data: { serverId: id, name: 'search', inputSchema: {} } })
    await checkServer(admin, id)
    expect((await row(id)).tools).toHaveLength(1)
  })

  test('keeps nothing of a check that was broken off', async () => {
    const { origin } = await startGuarded()
    const { id } = await buildServer({ organizationId, url: `${origin}/mcp` })
    await checkServer(admin, id, AbortSignal.abort())
    expect(await row(id)).toMatchObject({ reach: 'unknown', checkedAt: null })
  })

  test('tells the gateway', async () => {
    const { origin } = await startGuarded()
    const { id } = await buildServer({ organizationId, url: `${origin}/mcp` })
    const heard = hearNotices()
    await checkServer(admin, id)
    expect(heard).toContainEqual({ kind: 'server.changed', serverId: id })
  })

  test('finds no server of another organisation', async () => {
    const { id } = await buildServer({ organizationId: (await signedIn()).actor.organizationId })
    await expect(checkServer(admin, id)).rejects.toMatchObject({ code: 'not_found' })
  })

  test('is for admins', async () => {
    const { id } = await buildServer({ organizationId })
    await expect(checkServer(await signedIn({ organizationId }), id)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(checkServer(stranger(), id)).rejects.toMatchObject({ code: 'unauthenticated' })
  })
})

describe('recordCheck', () => {
  test('is dropped when the address has changed meanwhile', async () => {
    const { id } = await buildServer({ organizationId, url: 'https://new.example/mcp' })
    const result = { url: 'https://old.example/mcp', reach: 'reachable', checkedAt: new Date(), tools: [] } as const
    expect(await recordCheck(admin, id, { ...result, tools: [] })).toBe(false)
    expect(await row(id)).toMatchObject({ reach: 'unknown', checkedAt: null })
  })
})

describe('recheckDueServers', () => {
  async function buildDue(url: string, data: { checkedAt?: Date; reach?: 'unreachable' | 'asks_sign_in' } = {}) {
    const { id } = await buildServer({ organizationId, url })
    await database().server.update({ where: { id }, data })
    return id
  }

  const pass = (now = new Date()) => recheckDueServers(database(), { organizationId, now })

  test('checks what is not verified, and nothing else', async () => {
    const { origin, seen } = await startGuarded()
    const fresh = await buildDue(`${origin}/fresh`)
    const old = await buildDue(`${origin}/old`, { reach: 'unreachable', checkedAt: new Date(0) })
    await buildDue(`${origin}/verified`, { reach: 'asks_sign_in', checkedAt: new Date(0) })
    await buildDue(`${origin}/recent`, { reach: 'unreachable', checkedAt: new Date() })
    await pass()
    expect(new Set(seen.map(({ path }) => path))).toEqual(new Set(['/fresh', '/old']))
    expect(await row(fresh)).toMatchObject({ reach: 'asks_sign_in' })
    expect(await row(old)).toMatchObject({ reach: 'asks_sign_in' })
  })

  test('never has two replicas look at the same server', async () => {
    const { origin, seen } = await startGuarded()
    await pass()
    for (let n = 0; n < 6; n += 1) await buildDue(`${origin}/${n}`)
    const counts = await Promise.all([pass(), pass()])
    expect(counts.reduce((a, b) => a + b)).toBe(6)
    for (let n = 0; n < 6; n += 1) {
      const opens = seen.filter(
        ({ path, method, body }) => path === `/${n}` && method === 'POST' && body.includes('initialize'),
      )
      expect(opens.length).toBeLessThanOrEqual(1)
    }
  })

  test('comes back later to one that is still down', async () => {
    const id = await buildDue('http://127.0.0.1:9/mcp')
    await pass()
    expect(await row(id)).toMatchObject({ reach: 'unreachable' })

    const checkedAt = new Date(1000)
    await database().server.update({ where: { id }, data: { checkedAt } })
    expect(await pass(new Date(61_000))).toBe(0)
    expect(await pass(new Date(602_000))).toBe(1)
    expect((await row(id)).checkedAt?.getTime()).toBeGreaterThan(602_000)
  })
})
