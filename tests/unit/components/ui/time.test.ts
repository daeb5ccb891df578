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

  test.each([
    ['in 3 days', 3 * 24 * 60],
    ['in 1 day', 24 * 60],
    ['in 1 hr', 60],
    ['in 1 min', 1],
    ['in 1 yr', 365 * 24 * 60],
  ])('says %s right after it was made for so long', (said, minutes) => {
    expect(formatRelative(new Date(now + minutes * minuteMs - 400), now)).toBe(said)
    expect(formatRelative(new Date(now + minutes * minuteMs), now)).toBe(said)
  })

  test('does not say more than is left', () => {
    expect(formatRelative(new Date(now + (2 * 24 + 23) * 60 * minuteMs), now)).toBe('in 2 days')
    expect(formatRelative(new Date(now + 3 * 24 * 60 * minuteMs - 2000), now)).toBe('in 3 days')
    expect(formatRelative(new Date(now + 119 * minuteMs), now)).toBe('in 1 hr')
  })
})
