import { describe, expect, test } from 'vitest'
import { safeNext } from '#lib/auth/safe-next.ts'

describe('safeNext', () => {
  test.each(['/', '/servers', '/projects/support?tab=1#top', '/connect/p/c', '/settings/audit?person=a%40b.c'])(
    'goes to %s',
    (next) => expect(safeNext(next)).toBe(next),
  )

  test.each([
    '//evil.test',
    '/\\evil.test',
    '\\\\evil.test',
    '/\\/evil.test',
    'https:evil.test',
    'https://evil.test',
    'javascript:alert(1)',
    'evil.test',
    '/\tevil',
    '/\n/evil.test',
    '\t//evil.test',
    '/a\\..\\b',
    '/..//evil.test',
    '/.//evil.test',
    ' /servers',
    '',
  ])('does not follow %j', (next) => expect(safeNext(next)).toBe('/'))

  test.each(['/sign-in', '/sign-in?next=/servers', '/api/auth/signout'])(
    'does not lead round in a circle by %s',
    (next) => expect(safeNext(next)).toBe('/'),
  )

  test('takes the start page when there is none, or several', () => {
    expect(safeNext(undefined)).toBe('/')
    expect(safeNext(['/a', '/b'])).toBe('/')
  })
})
