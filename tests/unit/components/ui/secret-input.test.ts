import { describe, expect, test } from 'vitest'
import { cleanToken } from '#components/ui/secret-input.tsx'

describe('cleanToken', () => {
  test('takes white space off, also inside a token that was wrapped', () => {
    expect(cleanToken('  dG9r\n  abc\t', 'Bearer')).toBe('dG9rabc')
  })

  test('takes the prefix off however often and in whatever case it was copied along', () => {
    expect(cleanToken('Bearer dG9r', 'Bearer')).toBe('dG9r')
    expect(cleanToken('bearer  BEARER dG9r', 'Bearer')).toBe('dG9r')
  })

  test('leaves a token alone that only begins like the prefix', () => {
    expect(cleanToken('BearerToken123', 'Bearer')).toBe('BearerToken123')
    expect(cleanToken('Bearer', 'Bearer')).toBe('Bearer')
  })

  test('keeps the words of a value that has no prefix', () => {
    expect(cleanToken(' Token  abc\n', '')).toBe('Token abc')
  })
})
