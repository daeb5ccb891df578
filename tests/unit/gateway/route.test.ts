import { describe, expect, test } from 'vitest'
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
