import { describe, expect, test } from 'vitest'
import { countTools, hostOf } from '#lib/projects/connections/view.ts'
import { keyState } from '#lib/projects/view.ts'

const now = new Date('2026-11-22T12:00:00Z')
const past = new Date('2026-11-22T11:59:59Z')
const later = new Date('2026-11-22T12:00:01Z')
const fresh = { allowedAt: null, refusedAt: null, expiresAt: null, revokedAt: null }

describe('keyState', () => {
  test.each([
    ['pending', fresh],
    ['active', { ...fresh, allowedAt: past }],
    ['active', { ...fresh, allowedAt: past, expiresAt: later }],
    ['expired', { ...fresh, allowedAt: past, expiresAt: now }],
    ['expired', { ...fresh, expiresAt: past }],
    ['refused', { ...fresh, refusedAt: past, expiresAt: past }],
    ['revoked', { ...fresh, allowedAt: past, expiresAt: past, revokedAt: past }],
  ])('is %s', (state, stamps) => {
    expect(keyState(stamps, now)).toBe(state)
  })
})

describe('countTools', () => {
  const named = (...names: string[]) => names.map((name) => ({ name }))

  test('counts all listed tools, or those of them that were chosen', () => {
    const server = { tools: named('a', 'b', 'c') }
    expect(countTools({ toolPolicy: 'all', tools: named('a'), server })).toEqual({ allowed: 3, listed: 3 })
    expect(countTools({ toolPolicy: 'chosen', tools: named('a', 'gone'), server })).toEqual({ allowed: 1, listed: 3 })
    expect(countTools({ toolPolicy: 'chosen', tools: [], server })).toEqual({ allowed: 0, listed: 3 })
  })
})

describe('hostOf', () => {
  test('is the host of an address, or the text that is none', () => {
    expect(hostOf('https://mcp.intercom.com/mcp')).toBe('mcp.intercom.com')
    expect(hostOf('nowhere')).toBe('nowhere')
  })
})
