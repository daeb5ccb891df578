import { describe, expect, test } from 'vitest'
import { delayMsFor, withOneMore } from '#lib/auth/throttle-delay.ts'

const minuteMs = 60_000

describe('delayMsFor', () => {
  test('lets the first typing errors pass', () => {
    expect([0, 1, 2].map((failures) => delayMsFor(failures, 0))).toEqual([0, 0, 0])
  })

  test('doubles with each further failure up to eight seconds', () => {
    expect([3, 4, 5, 6, 7, 8, 1000].map((failures) => delayMsFor(failures, 0))).toEqual([
      500, 1000, 2000, 4000, 8000, 8000, 8000,
    ])
  })

  test('forgets one failure every five minutes', () => {
    expect(delayMsFor(5, 4.9 * minuteMs)).toBe(2000)
    expect(delayMsFor(5, 5 * minuteMs)).toBe(1000)
    expect(delayMsFor(5, 15 * minuteMs)).toBe(0)
  })

  test('is not shortened by a clock that runs backwards', () => {
    expect(delayMsFor(5, -60 * minuteMs)).toBe(2000)
  })
})

describe('withOneMore', () => {
  test('counts on from what is not forgotten', () => {
    expect(withOneMore(3, 0)).toBe(4)
    expect(withOneMore(3, 10 * minuteMs)).toBe(2)
  })

  test('stops counting where the delay stops growing (so that an attack is forgotten within the hour)', () => {
    let failures = 0
    for (let i = 0; i < 10_000; i++) failures = withOneMore(failures, 0)
    expect(delayMsFor(failures, 0)).toBe(8000)
    expect(delayMsFor(failures, 60 * minuteMs)).toBe(0)
  })
})
