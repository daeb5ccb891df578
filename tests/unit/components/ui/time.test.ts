import { describe, expect, test } from 'vitest'
import { formatRelative } from '#components/ui/time.tsx'

const now = Date.parse('2026-11-22T12:00:00Z')
const minuteMs = 60_000

describe('formatRelative', () => {
  test('says just now within a minute, before and after', () => {
    expect(formatRelative(new Date(now - 20_000), now)).toBe('just now')
    expect(formatRelative(new Date(now + 20_000), now)).toBe('just now')
  })

  test('names the largest unit that fits', () => {
    expect(formatRelative(new Date(now - 3 * minuteMs), now)).toBe('3 min ago')
    expect(formatRelative(new Date(now - 119 * minuteMs), now)).toBe('1 hr ago')
    expect(formatRelative(new Date(now - 40 * 24 * 60 * minuteMs), now)).toBe('1 mo ago')
  })

  test('looks forward too', () => {
    expect(formatRelative(new Date(now + 7 * 24 * 60 * minuteMs), now)).toBe('in 7 days')
  })
})
