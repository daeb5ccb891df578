import { expect, test } from 'vitest'
import { guessSlowly } from '#lib/auth/throttle.ts'
import { stranger } from '#tests/support/factories/context.ts'
import { unique } from '#tests/support/factories/people.ts'

test('right and wrong guesses at the same moment each get their answer', async () => {
  const guess = { email: `many-${unique()}@example.com`, address: `address-${unique()}` }
  const noWait = async () => {}
  const guessInTurn = async () => {
    for (const answer of Array.from({ length: 20 }, (_, turn) => (turn % 2 === 0 ? 'in' : null)))
      expect(await guessSlowly(stranger(), guess, noWait, async () => answer)).toBe(answer)
  }
  await Promise.all(Array.from({ length: 8 }, guessInTurn))
})
