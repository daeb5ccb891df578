import { describe, expect, test } from 'vitest'
import { splitAggregateName, toAggregateName } from '#lib/gateway/aggregate/names.ts'
import { parseRoute } from '#lib/gateway/route.ts'

describe('parseRoute', () => {
  test('knows the three shapes, with a query or a slash at the end', () => {
    expect(parseRoute('/mcp')).toEqual({ project: null, connection: null })
    expect(parseRoute('/mcp/')).toEqual({ project: null, connection: null })
    expect(parseRoute('/mcp?x=1')).toEqual({ project: null, connection: null })
    expect(parseRoute('/mcp/support')).toEqual({ project: 'support', connection: null })
    expect(parseRoute('/mcp/support/intercom?x=1')).toEqual({ project: 'support', connection: 'intercom' })
  })

  test.each([
    '/',
    '/mcpx',
    '/mcp/a/b/c',
    '/mcp/A',
    '/mcp/a_b',
    '/mcp/..',
    '/mcp//x',
    '/x/mcp',
    `/mcp/${'a'.repeat(33)}`,
  ])('knows nothing of %s', (path) => {
    expect(parseRoute(path)).toBeNull()
  })
})

describe('aggregate names', () => {
  test('divide at the first double underscore, since slugs have none', () => {
    expect(splitAggregateName(toAggregateName('my-server', 'a__b'))).toEqual({ slug: 'my-server', tool: 'a__b' })
  })

  test.each([undefined, 7, '', 'search', '__search'])('are not read into %s', (name) => {
    expect(splitAggregateName(name)).toBeNull()
  })
})
