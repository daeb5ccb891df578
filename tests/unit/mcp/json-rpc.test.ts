import { describe, expect, test } from 'vitest'
import { findResponse, parseJson, rpcRequest } from '#lib/mcp/json-rpc.ts'
import { toToolListing } from '#lib/mcp/tools/tool-listing.ts'

describe('rpcRequest', () => {
  test('makes a request', () => {
    expect(rpcRequest(1, 'ping')).toEqual({ jsonrpc: '2.0', id: 1, method: 'ping', params: {} })
  })
})

describe('findResponse', () => {
  const result = { jsonrpc: '2.0', id: 1, result: { a: 1, _meta: {} } }
  const failure = { jsonrpc: '2.0', id: null, error: { code: -32600, message: 'no', data: [1] } }

  test('finds the response alone and in a batch, with every member it came with', () => {
    expect(findResponse(result, 1)).toEqual(result)
    expect(findResponse([{ jsonrpc: '2.0', method: 'x' }, result], 1)).toEqual(result)
    expect(findResponse(failure, 1)).toEqual(failure)
  })

  test('gives defaults to an error that lacks its members', () => {
    expect(findResponse({ jsonrpc: '2.0', error: {} }, 1)).toEqual({
      jsonrpc: '2.0',
      id: null,
      error: { code: 0, message: '' },
    })
  })

  test.each([
    undefined,
    null,
    'x',
    [],
    {},
    { jsonrpc: '1.0', id: 1, result: {} },
    { jsonrpc: '2.0', id: 2, result: {} },
    { jsonrpc: '2.0', id: '1', result: {} },
    { jsonrpc: '2.0', id: 1, result: [] },
    { jsonrpc: '2.0', id: 1, method: 'x' },
    { jsonrpc: '2.0', result: {} },
    { jsonrpc: '2.0', id: 1, error: 'x' },
  ])('finds none in %j', (body) => {
    expect(findResponse(body, 1)).toBeNull()
  })
})

describe('parseJson', () => {
  test('is undefined for what is no JSON', () => {
    expect([parseJson('{'), parseJson('')]).toEqual([undefined, undefined])
    expect(parseJson('{"a":1}')).toEqual({ a: 1 })
  })

  test.each([
    ['arrays', '[', ']'],
    ['objects', '{"a":', '}'],
    ['objects behind __proto__', '{"__proto__":', '}'],
    ['both by turns', '[{"a":', '}]'],
  ])('reads 512 levels of %s, and not one more', (_what, open, close) => {
    const each = open.startsWith('[{') ? 2 : 1
    const nested = (levels: number, inside: string) =>
      `${open.repeat(levels / each)}${inside}${close.repeat(levels / each)}`
    expect(JSON.stringify(parseJson(nested(512, '1')))).toBe(nested(512, '1'))
    expect(parseJson(nested(512, '[]'))).toBeUndefined()
    expect(parseJson(nested(512, '{}'))).toBeUndefined()
  })
})

describe('toToolListing', () => {
  test('takes what is there', () => {
    const tool = {
      name: 'a',
      title: 'A',
      description: 'd',
      annotations: { readOnlyHint: true },
      inputSchema: { type: 'object', $ref: 'x' },
    }
    expect(toToolListing({ ...tool, extra: 1, outputSchema: { type: 'array' } })).toEqual(tool)
  })

  test('gives defaults for what is missing or of the wrong type', () => {
    const odd = { name: 'a', title: 7, description: null, annotations: [], inputSchema: 'x' }
    expect(toToolListing(odd)).toEqual({ name: 'a', description: '', inputSchema: { type: 'object' } })
  })

  test('leaves out what nests too deep to be walked', () => {
    const deep = (depth: number) => JSON.parse(`${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`)
    expect(toToolListing({ name: 'a', inputSchema: deep(100), annotations: deep(100_000) })).toEqual({
      name: 'a',
      description: '',
      inputSchema: deep(100),
    })
    expect(toToolListing({ name: 'a', inputSchema: deep(101) })?.inputSchema).toEqual({ type: 'object' })
  })

  test.each([null, 'x', [], {}, { name: '' }, { name: 7 }, { name: 'a'.repeat(257) }])(
    'finds no tool in %j',
    (value) => {
      expect(toToolListing(value)).toBeNull()
    },
  )
})
