import { describe, expect, test } from 'vitest'
import { findMissing, happenings, isWorking, type Life, lifeOf, namesOf } from '#lib/credentials/life.ts'
import { CredentialState } from '#lib/db/generated/enums.ts'

const now = new Date('2026-12-01T12:00:00Z')
const inHours = (hours: number) => new Date(now.getTime() + hours * 3_600_000)
const values = namesOf({ values: ['token'] })
const signIn = namesOf({ scopes: ['read'] })
const satisfied = { values: ['token'], scopes: ['read'] }
const more = { values: ['token', 'region'], scopes: ['read', 'write'] }

/** What is stored; what the server wants; what people are told; whether agents go on. */
const lives: [stored: Parameters<typeof lifeOf>[0], wanted: typeof more, life: Life, works: boolean][] = [
  ...Object.values(CredentialState).flatMap((state): typeof lives => [
    [{ state, endsAt: null, given: values }, satisfied, state, state !== 'rejected'],
    [{ state, endsAt: null, given: [] }, more, state, state !== 'rejected'],
    [{ state, endsAt: null, given: values }, more, state === 'rejected' ? state : 'needs_update', false],
  ]),
  [{ state: 'verified', endsAt: null, given: signIn }, more, 'needs_update', true],
  [{ state: 'rejected', endsAt: inHours(1), given: signIn }, more, 'rejected', false],
  [{ state: 'verified', endsAt: inHours(1), given: signIn }, satisfied, 'expiring', true],
  [{ state: 'verified', endsAt: inHours(24 * 30), given: signIn }, satisfied, 'verified', true],
  [{ state: 'accepted', endsAt: inHours(-1), given: signIn }, more, 'expired', false],
  [{ state: 'verified', endsAt: now, given: signIn }, satisfied, 'expired', false],
]

describe('what somebody gave', () => {
  test.each(lives)('%j, of which the server wants %j, is told as %s', (row, wanted, life, works) => {
    expect(lifeOf(row, wanted, now)).toBe(life)
    expect(isWorking(row, life)).toBe(works)
  })

  test('lacks what its own kind lacks, by name', () => {
    expect(findMissing({ given: values }, more)).toEqual(['region'])
    expect(findMissing({ given: signIn }, more)).toEqual(['write'])
    expect(findMissing({ given: namesOf({ scopes: [] }) }, { values: ['token'], scopes: [] })).toEqual([])
  })

  test('becomes nothing that it is already, and each state can be reached and left', () => {
    for (const [name, { from, to }] of Object.entries(happenings)) if (name !== 'resend') expect(from).not.toContain(to)
    for (const state of Object.values(CredentialState))
      expect(Object.values(happenings).some(({ from }) => from.some((one) => one === state))).toBe(true)
  })
})
