import { describe, expect, test } from 'vitest'
import { standingOf } from '#lib/auth-links/policy.ts'
import type { Actor } from '#lib/context.ts'

const link = { email: 'ben@example.test', organizationId: 'org' }
const stranger: Actor = { kind: 'stranger' }

function member(email: string, organizationId = 'org'): Actor {
  return { kind: 'user', organizationId, personId: 'p', email, name: 'x', role: 'member' }
}

describe('standingOf', () => {
  test('lets whoever has the link open it for an address without a seat', () => {
    expect(standingOf({ ...link, isMember: false }, stranger)).toBe('may_open')
  })

  test('asks for the sign-in of a member (the link alone is no proof of a member)', () => {
    expect(standingOf({ ...link, isMember: true }, stranger)).toBe('must_sign_in')
  })

  test('lets the member open it as themselves', () => {
    expect(standingOf({ ...link, isMember: true }, member('ben@example.test'))).toBe('may_open')
  })

  test('is not for anyone else who is signed in', () => {
    expect(standingOf({ ...link, isMember: false }, member('mia@example.test'))).toBe('not_theirs')
    expect(standingOf({ ...link, isMember: true }, member('ben@example.test', 'other'))).toBe('not_theirs')
  })
})
