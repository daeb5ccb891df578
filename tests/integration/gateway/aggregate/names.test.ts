import { describe, expect, test } from 'vitest'
import { database } from '#lib/db/database.ts'
import { publish } from '#lib/events/bus.ts'
import { buildConnection } from '#tests/support/factories/projects.ts'
import { connectServers } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { post, request, textOf, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { startReplica } from '#tests/support/gateway/start-replica.ts'
import { startScriptedServer } from '#tests/support/mcp/scripted-server.ts'

const at = gatewayForThisFile()

const long = `search_${'everything_'.repeat(10)}now`
const oddNames = ['issues.list/all', long, 'käse', 'a b', `${long}.v2`]

/** A server with these tools, of which each says by which name it was called. */
async function setUp(tools: string[], slug = 'one') {
  const server = await startScriptedServer({
    'tools/list': () => ({ tools: tools.map((name) => ({ name, inputSchema: { type: 'object' } })) }),
    'tools/call': ({ params }) => ({ content: [{ type: 'text', text: `called ${params?.name}` }] }),
  })
  const place = await connectServers(at.gateway, { [slug]: server.origin })
  const { authorization, project, connections } = place
  const list = async (url = place.url) =>
    toolsOf(await post(url, authorization, request('tools/list'))).map(({ name }) => name)
  const call = async (name: string, url = place.url) => textOf((await post(url, authorization, toolCall(name))).body)
  const setNameChars = async (toolNameChars: number) => {
    await database().project.update({ where: { id: project.id }, data: { toolNameChars } })
    publish({ kind: 'project.changed', projectId: project.id })
  }
  /** What a look at the server has stored. */
  const storeTools = () =>
    database().serverTool.createMany({
      data: tools.map((name) => ({ serverId: connections[0]?.serverId ?? '', name, inputSchema: { type: 'object' } })),
    })
  return { ...place, list, call, setNameChars, storeTools }
}

describe('a tool whose name is written anew', () => {
  test.each(oddNames)('is still called by its long name, listed or not: %s', async (own) => {
    const { list, call } = await setUp([own])
    expect(await call(`one__${own}`)).toBe(`called ${own}`)
    expect(await list()).not.toEqual([`one__${own}`])
    expect(await call(`one__${own}`)).toBe(`called ${own}`)
  })

  test.each(oddNames)('has the same name at every list, and is called by it: %s', async (own) => {
    const { list, call } = await setUp([own, 'other'])
    const names = await list()
    expect(await list()).toEqual(names)
    const [name = ''] = names.filter((one) => one !== 'one__other')
    expect(name).toMatch(/^one__[A-Za-z0-9_-]+_[0-9a-f]{6}$/)
    expect(await call(name)).toBe(`called ${own}`)
  })

  test('is called by it where only a look at the server has seen its tools', async () => {
    const { list, call, storeTools, project } = await setUp(oddNames)
    const names = await list()
    await storeTools()
    const replica = await startReplica()
    const said = await Promise.all(names.map((name) => call(name, `${replica.url}/mcp/${project.slug}`)))
    expect(said.toSorted()).toEqual(oddNames.map((own) => `called ${own}`).toSorted())
  })

  test('is called by it at a replica that has not listed', async () => {
    const { list, call, project } = await setUp(['issues.list/all'])
    const [name = ''] = await list()
    const replica = await startReplica()
    expect(await call(name, `${replica.url}/mcp/${project.slug}`)).toBe('called issues.list/all')
  })

  test('is called by it after what was listed is forgotten', async () => {
    const { list, call, project, connections } = await setUp(['issues.list/all'])
    const [name = ''] = await list()
    for (const { id } of connections) publish({ kind: 'connection.changed', connectionId: id, projectId: project.id })
    expect(await call(name)).toBe('called issues.list/all')
  })

  test('is not called by a hash that is another’s', async () => {
    const { list, call } = await setUp(['issues.list/all'])
    const [name = ''] = await list()
    const forged = name.replace(/.{6}$/, name.endsWith('000000') ? '000001' : '000000')
    expect(await call(forged)).not.toContain('issues.list/all')
  })

  test('leaves a tool alone that has such a name of its own', async () => {
    const { list, call } = await setUp(['search_a1b2c3', 'search'])
    expect(await list()).toEqual(['one__search', 'one__search_a1b2c3'])
    expect(await call('one__search_a1b2c3')).toBe('called search_a1b2c3')
  })
})

describe('two tools that would have one name', () => {
  const odd = 'a.b'
  /** Whose own name is the one that is made of the other's; names are made of the slug and the tool alone. */
  const twin = 'a_b_512515'

  test('are such a pair here', async () => {
    const { list } = await setUp([odd])
    expect(await list()).toEqual([`one__${twin}`])
  })

  test.each([
    ['the odd one first', [odd, twin]],
    ['the other first', [twin, odd]],
  ])('are one in the list, the one whose own name it is: %s', async (_what, tools) => {
    const { list, call } = await setUp(tools)
    expect((await list()).filter((name) => name !== 'jetway__status')).toEqual([`one__${twin}`])
    expect(await call(`one__${twin}`)).toBe(`called ${twin}`)
    expect(await call('jetway__status')).toContain(`${odd}: Another tool has its name.`)
  })

  test.each([odd, twin])('where only one is chosen, are that one: %s', async (chosen) => {
    const { list, call, connections, project } = await setUp([odd, twin])
    const id = connections[0]?.id ?? ''
    const data = { toolPolicy: 'chosen', tools: { create: { name: chosen } } } as const
    await database().connection.update({ where: { id }, data })
    publish({ kind: 'connection.changed', connectionId: id, projectId: project.id })
    expect(await list()).toEqual([`one__${twin}`])
    expect(await call(`one__${twin}`)).toBe(`called ${chosen}`)
  })
})

describe('the length of names', () => {
  const slug = 's'.repeat(32)

  test.each([
    [48, 48],
    [64, 64],
    [128, 128],
  ])('is what the project says: %i', async (chars, longest) => {
    const { list, call, setNameChars } = await setUp([long, 'x'.repeat(200), 'short', 'y'.repeat(30)], slug)
    await setNameChars(chars)
    const names = await list()
    expect(Math.max(...names.map((name) => name.length))).toBe(longest)
    expect(names).toContain(`${slug}__short`)
    expect(names.includes(`${slug}__${'y'.repeat(30)}`)).toBe(chars >= 64)
    for (const name of names) expect(await call(name)).toMatch(/^called (search_|x{200}|short|y{30})/)
    expect(new Set(names).size).toBe(4)
  })

  test('is 48 letters where the project says nothing', async () => {
    const { list } = await setUp([long])
    expect((await list())[0]).toHaveLength(48)
  })

  test('changes for running clients at their next list; the names of before go on', async () => {
    const { list, call, setNameChars } = await setUp([long])
    const [before = ''] = await list()
    await setNameChars(128)
    expect(await list()).toEqual([`one__${long}`])
    expect(await call(`one__${long}`)).toBe(`called ${long}`)
    expect(await call(before)).toBe(`called ${long}`)
    await setNameChars(48)
    expect(await list()).toEqual([before])
    expect(await call(`one__${long}`)).toBe(`called ${long}`)
  })
})

describe('a connection that is called as the gateway itself', () => {
  test('has its tool `status` listed and called', async () => {
    const { list, call } = await setUp(['status', 'other'], 'jetway')
    const names = await list()
    expect(names).toHaveLength(2)
    const [ofStatus = ''] = names.filter((name) => name !== 'jetway__other')
    expect(await call(ofStatus)).toBe('called status')
  })

  test('does not make a name stand twice in the list when something is missing', async () => {
    const { list, project } = await setUp(['status'], 'jetway')
    await buildConnection({ project, slug: 'missing' })
    publish({ kind: 'project.changed', projectId: project.id })
    const names = await list()
    expect(names).toHaveLength(2)
    expect(new Set(names).size).toBe(2)
  })
})
