import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { connectServer } from '#lib/projects/connections/connect-server.ts'
import { removeServer } from '#lib/servers/remove-server.ts'
import { saveInputOfServer, updateServer } from '#lib/servers/update-server.ts'
import { signedIn } from '#tests/support/factories/context.ts'
import { buildProject, buildServer } from '#tests/support/factories/projects.ts'

async function buildOwned() {
  const admin = await signedIn({ role: 'admin' })
  const server = await buildServer({ organizationId: admin.actor.organizationId })
  const find = () =>
    database().server.findUniqueOrThrow({ where: { id: server.id }, include: { inputs: { orderBy: { name: 'asc' } } } })
  return { admin, server, find }
}

const fixed = (name: string) => ({ input: { name, template: 'x', fields: [] } })

describe('two changes of one server at once', () => {
  test('both leave their header', async () => {
    const { admin, server, find } = await buildOwned()
    await Promise.all(['X-A', 'X-B', 'X-C'].map((name) => saveInputOfServer(admin, server.id, fixed(name))))
    const { inputs } = await find()
    expect(inputs.map(({ name }) => name)).toEqual(['Authorization', 'X-A', 'X-B', 'X-C'])
  })

  test('a new name does not bring the old address back', async () => {
    const { admin, server, find } = await buildOwned()
    const url = 'https://moved.example.test/mcp'
    await Promise.all([
      updateServer(admin, { serverId: server.id, url }),
      updateServer(admin, { serverId: server.id, name: 'Renamed' }),
    ])
    expect(await find()).toMatchObject({ url, name: 'Renamed' })
  })
})

describe('removeServer, asked twice at once', () => {
  test('removes it once; the other finds none', async () => {
    const { admin, server } = await buildOwned()
    const outcomes = await Promise.allSettled([removeServer(admin, server.id), removeServer(admin, server.id)])
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(outcomes.find((one) => one.status === 'rejected')?.reason).toMatchObject({ code: 'not_found' })
  })

  test('takes along what is connected meanwhile, or leaves nothing to connect', async () => {
    const { admin, server } = await buildOwned()
    const { project } = await buildProject({ owner: admin })
    const connect = () => connectServer(admin, project.slug, { serverId: server.id })
    const outcomes = await Promise.allSettled([connect(), removeServer(admin, server.id), connect()])
    expect(outcomes[1]).toMatchObject({ status: 'fulfilled' })
    for (const one of [outcomes[0], outcomes[2]])
      if (one?.status === 'rejected') expect(['invalid', 'conflict']).toContain(one.reason.code)
    expect(await database().connection.count({ where: { serverId: server.id } })).toBe(0)
  })
})
