import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { publish } from '#lib/events/bus.ts'
import { connectServers } from '#tests/support/gateway/connect-servers.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'
import { modernRequest } from '#tests/support/gateway/modern-request.ts'
import { connectOfficial, officialClients } from '#tests/support/gateway/official-clients.ts'
import { post, request, textOf, toolCall, toolsOf } from '#tests/support/gateway/raw-client.ts'
import { startModernServer } from '#tests/support/mcp/modern-scripted-server.ts'
import { startScriptedServer } from '#tests/support/mcp/scripted-server.ts'

const at = gatewayForThisFile()
const name = 'odd'
const object = { type: 'object' }
const statusTool = 'jetway__status'
const fits = /^[A-Za-z0-9_-]{1,48}$/

/** What the odd server answers next. */
type Odd = { list: (cursor: unknown) => unknown; called: (tool: unknown) => unknown }

/** An odd server beside one that is as it should be; `calledAs` is what tools of the odd one were called as. */
async function setUp(list: Odd['list'] = () => ({ tools: [] }), startOdd = startScriptedServer) {
  const odd: Odd = { list, called: () => ({ content: [{ type: 'text', text: 'called' }] }) }
  const calledAs: unknown[] = []
  const oddServer = await startOdd({
    'tools/list': ({ params }) => odd.list(params?.cursor) ?? null,
    'tools/call': ({ params }) => {
      calledAs.push(params?.name)
      return odd.called(params?.name) ?? null
    },
  })
  const healthy = await startScriptedServer({
    'tools/list': () => ({ tools: [{ name: 'ok', inputSchema: object }] }),
    'tools/call': () => ({ content: [{ type: 'text', text: 'fine' }] }),
  })
  const place = await connectServers(at.gateway, { odd: oddServer.origin, healthy: healthy.origin })
  const { url, authorization, connections, project } = place
  /** What was listed before is asked for anew. */
  const forget = () => {
    for (const { id } of connections) publish({ kind: 'connection.changed', connectionId: id, projectId: project.id })
  }
  const say = (message: unknown, headers: Record<string, string> = {}) => post(url, authorization, message, headers)
  /** All pages, as an older client reads them. */
  const listAll = async () => {
    const tools: { name: string }[] = []
    let cursor: unknown
    do {
      const page = await say(request('tools/list', cursor === undefined ? {} : { cursor }))
      tools.push(...toolsOf(page))
      cursor = (page.body?.result as { nextCursor?: unknown } | undefined)?.nextCursor
    } while (cursor !== undefined)
    return tools.map(({ name }) => name)
  }
  const status = async () => textOf((await say(toolCall(statusTool))).body)
  return { ...place, odd, calledAs, forget, say, listAll, status }
}

function ofOdd(names: string[]): string[] {
  return names.filter((one) => one.startsWith('odd__'))
}

describe.each([
  ['legacy', startScriptedServer],
  ['modern', startModernServer],
] as const)('one server that is odd, of the %s family,', (_family, startOdd) => {
  const value = fc.jsonValue({ maxDepth: 3 })
  const schema = fc.oneof(
    value,
    fc.record(
      {
        type: fc.constantFrom<unknown>('object', 'string', ['object'], null, 5, 'any'),
        properties: fc.oneof(value, fc.dictionary(fc.string(), value, { maxKeys: 3 })),
        required: value,
        pattern: fc.constantFrom('(', '[a', '.*'),
        $ref: fc.constantFrom('#/nowhere', '#', 'https://example.test/schema', 5),
        $schema: fc.constantFrom<unknown>('http://json-schema.org/draft-07/schema#', 'nothing', 5),
        $id: fc.constantFrom<unknown>('x', 'https://example.test/a'),
        items: value,
        anyOf: value,
      },
      { requiredKeys: [] },
    ),
  )
  const oddName = fc.oneof(
    fc.string(),
    fc.string({ minLength: 40, maxLength: 300 }),
    fc.constantFrom('a.b', 'a/b'),
    value,
  )
  const tool = fc.record(
    {
      name: oddName,
      title: value,
      description: value,
      inputSchema: schema,
      outputSchema: schema,
      annotations: fc.oneof(value, fc.record({ readOnlyHint: value, title: value }, { requiredKeys: [] })),
      icons: value,
      execution: value,
      _meta: value,
      later: value,
    },
    { requiredKeys: ['name'] },
  )
  const list = fc.oneof(
    { weight: 5, arbitrary: fc.record({ tools: fc.array(tool, { maxLength: 6 }) }) },
    fc.record(
      { tools: fc.array(fc.oneof(tool, value), { maxLength: 6 }), nextCursor: value },
      { requiredKeys: ['tools'] },
    ),
    fc.record({ tools: value }),
    value,
  )
  const content = fc.array(fc.record({ type: fc.constantFrom('text', 'later'), text: value }), { maxLength: 2 })
  const result = fc.oneof(
    value,
    fc.record(
      { content: fc.oneof(content, value), structuredContent: value, isError: value, resultType: value, _meta: value },
      { requiredKeys: [] },
    ),
  )

  test('costs the others nothing, whatever it lists and answers', { timeout: 120_000 }, async () => {
    const { odd, forget, url, authorization } = await setUp(undefined, startOdd)
    await fc.assert(
      fc.asyncProperty(list, result, async (listed, answered) => {
        odd.list = () => listed
        odd.called = () => answered
        forget()
        for (const kind of ['SDK v1', 'SDK v2 modern'] as const) {
          const client = await connectOfficial(kind, url, authorization)
          const names = (await client.listTools()).tools.map((one) => one.name)
          expect(names).toContain('healthy__ok')
          expect(names.filter((one) => !fits.test(one))).toEqual([])
          expect(new Set(names).size).toBe(names.length)
          await Promise.allSettled(ofOdd(names).map((one) => client.callTool({ name: one, arguments: {} })))
          const fine = await client.callTool({ name: 'healthy__ok', arguments: {} })
          expect(fine).toMatchObject({ content: [{ type: 'text', text: 'fine' }] })
          await client.close()
        }
      }),
      { numRuns: 60, seed: 20260728 },
    )
  })
})

/** What a server lists, with nothing else in the list. */
const usable: Record<string, Record<string, unknown>> = {
  'no input schema': { name },
  'null for its input schema': { name, inputSchema: null },
  'a text for its input schema': { name, inputSchema: 'object' },
  'a list for its input schema': { name, inputSchema: [] },
  'an input schema without a type': { name, inputSchema: { properties: { a: { type: 'string' } } } },
  'an input schema of several types': { name, inputSchema: { type: ['object', 'null'] } },
  'null for its properties': { name, inputSchema: { ...object, properties: null } },
  'a list for its properties': { name, inputSchema: { ...object, properties: [] } },
  'properties that are true and false': { name, inputSchema: { ...object, properties: { a: true, b: false } } },
  'a text for what is required': { name, inputSchema: { ...object, required: 'a' } },
  'an input schema that cannot be compiled': { name, inputSchema: { ...object, $ref: '#/nowhere', pattern: '(' } },
  'an odd dialect of its input schema': { name, inputSchema: { ...object, $schema: 5 } },
  'null for its annotations': { name, inputSchema: object, annotations: null },
  'a text for its annotations': { name, inputSchema: object, annotations: 'safe' },
  'a hint that is none': { name, inputSchema: object, annotations: { readOnlyHint: 'yes', title: 5 } },
  'a list for its output schema': { name, inputSchema: object, outputSchema: [] },
  'an output schema with a broken pattern': { name, inputSchema: object, outputSchema: { ...object, pattern: '(' } },
  'an output schema that refers to nothing': { name, inputSchema: object, outputSchema: { ...object, $ref: '#/x' } },
  'an output schema of another document': {
    name,
    inputSchema: object,
    outputSchema: { ...object, $ref: 'https://example.test/schema.json' },
  },
  'odd texts': { name, inputSchema: object, title: 5, description: null },
  'odd icons': { name, inputSchema: object, icons: [{ src: 5 }] },
  'an odd way to be executed': { name, inputSchema: object, execution: { taskSupport: 'sometimes' } },
  'a list for its `_meta`': { name, inputSchema: object, _meta: [] },
  'a name with dots and slashes': { name: 'issues.list/all', inputSchema: object },
  'a name that is too long for models': { name: `list_${'very_'.repeat(30)}long`, inputSchema: object },
  'a name of 256 letters': { name: 'n'.repeat(256), inputSchema: object },
  'a name in other letters': { name: '検索 käse 🧀', inputSchema: object },
  'a name with line ends': { name: 'one\ntwo\t"three"', inputSchema: object },
  'a name that holds the divider': { name: 'a__b', inputSchema: object },
  'a name that begins with the divider': { name: '__a', inputSchema: object },
  'the name of an object': { name: '__proto__', inputSchema: object },
  'a name that ends like one written anew': { name: 'search_a1b2c3', inputSchema: object },
}

describe.each(Object.entries(usable))('a tool with %s', (_what, tool) => {
  test('is listed and called, by every official client', async () => {
    const { url, authorization, calledAs } = await setUp(() => ({ tools: [tool] }))
    for (const kind of officialClients) {
      const client = await connectOfficial(kind, url, authorization)
      const names = (await client.listTools()).tools.map((one) => one.name)
      expect(names).toEqual(['healthy__ok', expect.stringMatching(fits)])
      const called = await client.callTool({ name: names[1] ?? '', arguments: {} })
      expect(called).toMatchObject({ content: [{ text: 'called' }] })
      expect(calledAs.splice(0)).toEqual([tool.name])
      await client.close()
    }
  })
})

test('a schema of results that only newer clients know is shown to those, and kept from the others', async () => {
  const tool = { name, inputSchema: object, outputSchema: { type: 'string' } }
  const { say } = await setUp(() => ({ tools: [tool] }))
  const { message, headers } = modernRequest('tools/list')
  const shown = [await say(request('tools/list')), await say(message, headers)]
  const [older, newer] = shown.map((page) => toolsOf(page).find((one) => one.name === 'odd__odd'))
  expect(older).toEqual({ name: 'odd__odd', inputSchema: object })
  expect(newer).toEqual({ ...tool, name: 'odd__odd' })
})

describe('a tool that cannot be shown', () => {
  const leftOut: Record<string, [tool: unknown, said: string[]]> = {
    'an input schema of a text': [{ name, inputSchema: { type: 'string' } }, ['odd: ', '"string"']],
    'an input schema of other types': [{ name, inputSchema: { type: ['array', 'null'] } }, ['odd: ', 'not object']],
    'no name': [{ inputSchema: object }, ['(no name): ']],
    'an empty name': [{ name: '', inputSchema: object }, ['(no name): ']],
    'a name that is a number': [{ name: 5, inputSchema: object }, ['(no name): ']],
    'a name that is too long': [{ name: 'n'.repeat(257), inputSchema: object }, ['nnnnn', 'too long']],
    'nothing of a tool, but a text': ['search', ['(no name): ']],
    'nothing of a tool, but null': [null, ['(no name): ']],
  }

  test.each(Object.entries(leftOut))('is left out alone, and it is said why: %s', async (_what, [tool, said]) => {
    const good = { name: 'good', inputSchema: object }
    const { listAll, status, say } = await setUp(() => ({ tools: [tool, good] }))
    expect(await listAll()).toEqual(['healthy__ok', statusTool, 'odd__good'])
    const newer = modernRequest('tools/call', { name: statusTool, arguments: {} })
    const texts = [await status(), textOf((await say(newer.message, newer.headers)).body)]
    for (const text of texts) for (const words of ['The odd server', ...said]) expect(text).toContain(words)
    expect(texts.join()).not.toContain('good')
  })

  test('is named with the reason where another has its name already', async () => {
    const twice = [1, 2].map((nth) => ({ name: 'twice', description: `the ${nth}.`, inputSchema: object }))
    const { listAll, status } = await setUp(() => ({ tools: twice }))
    expect(ofOdd(await listAll())).toEqual(['odd__twice'])
    expect(await status()).toContain('twice: ')
  })

  test('is said to be there where a server lists more than is read', async () => {
    const many = Array.from({ length: 5_001 }, (_, nth) => ({ name: `t${nth}`, inputSchema: object }))
    const { listAll, status } = await setUp(() => ({ tools: many }))
    expect(ofOdd(await listAll())).toHaveLength(5_000)
    expect(await status()).toContain('The odd server (odd): ')
  })

  test('is counted where there are more than anybody reads', async () => {
    const nameless = Array.from({ length: 50 }, (_, nth) => ({ name: `t${nth}`, inputSchema: { type: 'null' } }))
    const { listAll, status } = await setUp(() => ({ tools: nameless }))
    expect(ofOdd(await listAll())).toEqual([])
    expect(await status()).toContain('30 more.')
  })
})

describe('a list', () => {
  test('tells tools apart whose names differ only in odd letters', async () => {
    const owns = ['a.b', 'a/b', 'a b', 'a_b', 'a..b', 'ä', 'ö', `${'x'.repeat(80)}1`, `${'x'.repeat(80)}2`]
    const { listAll, say, calledAs } = await setUp(() => ({
      tools: owns.map((own) => ({ name: own, inputSchema: object })),
    }))
    const names = ofOdd(await listAll())
    expect(new Set(names).size).toBe(owns.length)
    for (const one of names) {
      expect(one).toMatch(fits)
      expect(textOf((await say(toolCall(one))).body)).toBe('called')
    }
    expect(calledAs.toSorted()).toEqual(owns.toSorted())
  })

  test('of 2000 tools on several pages is handed out whole', async () => {
    const owns = Array.from({ length: 2000 }, (_, nth) => `tool.${nth}`)
    const { listAll, say, calledAs, url, authorization } = await setUp((cursor) => {
      const from = Number(cursor ?? 0)
      const tools = owns.slice(from, from + 300).map((own) => ({ name: own, inputSchema: object }))
      return { tools, ...(from + 300 < owns.length && { nextCursor: String(from + 300) }) }
    })
    const names = await listAll()
    expect(names).toContain('healthy__ok')
    expect(new Set(ofOdd(names)).size).toBe(2000)
    expect(names.filter((one) => !fits.test(one))).toEqual([])
    for (const one of names.slice(-3)) await say(toolCall(one))
    expect(new Set(calledAs).size).toBe(3)
    expect(owns).toEqual(expect.arrayContaining(calledAs))
    for (const kind of officialClients) {
      const client = await connectOfficial(kind, url, authorization)
      expect((await client.listTools()).tools.length).toBeGreaterThanOrEqual(1000)
      await client.close()
    }
  })

  test.each<[string, (cursor: unknown) => unknown]>([
    ['a cursor that never advances', () => 'again'],
    ['cursors that go in a circle', (cursor) => (cursor === 'a' ? 'b' : 'a')],
    ['a new cursor for ever', (cursor) => `${cursor ?? ''}x`],
    ['an empty cursor', () => ''],
    ['a cursor that is a number', () => 5],
    ['a cursor that is null', () => null],
  ])('has an end, also with %s', async (_what, next) => {
    const { listAll, say } = await setUp((cursor) => ({
      tools: [{ name: 'first', inputSchema: object }],
      nextCursor: next(cursor),
    }))
    expect((await listAll()).filter((one) => one !== statusTool)).toEqual(['healthy__ok', 'odd__first'])
    expect(textOf((await say(toolCall('odd__first'))).body)).toBe('called')
  })
})
