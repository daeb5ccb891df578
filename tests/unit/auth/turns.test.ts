import { describe, expect, test } from 'vitest'
import { asOneOfFew, inTurn } from '#lib/auth/turns.ts'

/** Work that goes on until it is let go, and tells how much of it is under way. */
function heldWork() {
  const held: (() => void)[] = []
  const work = () => new Promise<string>((resolve) => held.push(() => resolve('done')))
  const releaseOne = () => held.shift()?.()
  return { work, releaseOne, underWay: () => held.length }
}

const settled = () => new Promise((resolve) => setImmediate(resolve))

describe('inTurn', () => {
  test('does two at a time, the others in the order in which they came', async () => {
    const { work, releaseOne, underWay } = heldWork()
    const done: number[] = []
    const all = Array.from({ length: 6 }, (_, nth) => inTurn(work).then(() => done.push(nth)))
    for (let left = 6; left > 0; left--) {
      await settled()
      expect(underWay()).toBe(Math.min(2, left))
      releaseOne()
    }
    await Promise.all(all)
    expect(done).toEqual([0, 1, 2, 3, 4, 5])
  })

  test('refuses when fifty wait, and takes on again when they are done', async () => {
    const { work, releaseOne, underWay } = heldWork()
    const all = Array.from({ length: 52 }, () => inTurn(work))
    await expect(inTurn(work)).rejects.toMatchObject({
      code: 'limit_exceeded',
      message: 'Too many people sign in at this moment. Try again in a minute.',
    })
    for (; underWay() > 0; await settled()) releaseOne()
    await Promise.all(all)
    expect(await inTurn(async () => 'done')).toBe('done')
  })

  test('hands the turn on when work fails', async () => {
    const fails = () => Promise.reject(new Error('broken'))
    await Promise.allSettled(Array.from({ length: 5 }, () => inTurn(fails)))
    expect(await inTurn(async () => 'done')).toBe('done')
  })
})

describe('asOneOfFew', () => {
  test('turns a network away that has ten guesses under way, and nobody else', async () => {
    const { work, releaseOne, underWay } = heldWork()
    const ten = Array.from({ length: 10 }, () => asOneOfFew('busy', work))
    await expect(asOneOfFew('busy', work)).rejects.toMatchObject({ code: 'limit_exceeded' })
    expect(await asOneOfFew('calm', async () => 'done')).toBe('done')
    while (underWay() > 0) releaseOne()
    await Promise.all(ten)
    expect(await asOneOfFew('busy', async () => 'done')).toBe('done')
  })

  test('counts a guess that failed no longer', async () => {
    const fails = () => Promise.reject(new Error('broken'))
    for (let i = 0; i < 20; i++) await asOneOfFew('failing', fails).catch(() => {})
    expect(await asOneOfFew('failing', async () => 'done')).toBe('done')
  })
})
