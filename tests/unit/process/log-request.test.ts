import { describe, expect, test } from 'vitest'
import { routeOf } from '#lib/process/log-request.ts'

describe('routeOf', () => {
  test.each([
    ['/', '/'],
    ['/servers?q=secret', '/servers'],
    ['/projects/support/connections/intercom', '/projects/:x/connections/:x'],
    ['/link/LvS50Tx2E_s1upVXOJRNNVKe-QNo8jO4_o6bA09yoIU', '/link/:x'],
    ['/setup/token?x=1', '/setup/:x'],
    ['/mcp/support/intercom', '/mcp/:x/:x'],
    ['/api/auth/callback/credentials', '/api/auth/callback/credentials'],
    ['/.well-known/oauth-protected-resource/mcp/support', '/.well-known/oauth-protected-resource/mcp/:x'],
    ['//evil/../x', '//:x/:x/:x'],
  ])('writes %s as %s (tokens never reach a log)', (url, route) => {
    expect(routeOf(url)).toBe(route)
  })
})
