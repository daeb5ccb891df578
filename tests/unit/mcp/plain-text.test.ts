import { describe, expect, test } from 'vitest'
import { createHider, toPlainText } from '#lib/mcp/plain-text.ts'

describe('toPlainText', () => {
  test('makes one bounded line', () => {
    expect(toPlainText('  a\r\n\tb  c ', 100)).toBe('a b c')
    expect(toPlainText('x'.repeat(500), 300)).toHaveLength(300)
    expect(toPlainText('😀'.repeat(10), 5)).toBe('😀😀😀😀…')
  })

  test('takes out what cannot be seen (terminal codes, reversed text, zero width)', () => {
    expect(toPlainText('a\u001b[31mb\u202ec\u200bd\ufeffe\u0000f', 100)).toBe('a[31mbcdef')
  })
})

describe('createHider', () => {
  const hide = createHider([
    'Bearer s3cr3t-t0ken+/=',
    `Basic ${Buffer.from('user:pa55-word').toString('base64')}`,
    'us',
  ])

  test.each([
    'you sent Bearer s3cr3t-t0ken+/=',
    'you sent s3cr3t-t0ken+/=',
    'you sent S3CR3T-T0KEN+/=',
    `you sent ${encodeURIComponent('s3cr3t-t0ken+/=')}`,
    `you sent ${Buffer.from('user:pa55-word').toString('base64')}`,
    'you sent pa55-word',
    'you sent user:pa55-word!',
  ])('hides what was sent in %j', (text) => {
    expect(hide(text)).toMatch(/^you sent \[hidden\]!?$/)
  })

  test('hides a short value only where it stands alone', () => {
    expect(hide('the us region; just use it')).toBe('the [hidden] region; just use it')
  })

  test('hides a value with quotes as JSON shows it', () => {
    expect(createHider(['say "hello" now'])(JSON.stringify({ said: 'say "hello" now' }))).toBe('{"said":"[hidden]"}')
  })

  test('leaves the scheme, and forms under the given length, where they stand', () => {
    expect(hide('a Bearer token is missing')).toBe('a Bearer token is missing')
    expect(createHider(['us', 'short-one'], 12)('use us or short-one')).toBe('use us or short-one')
  })

  test('changes nothing without values', () => {
    expect(createHider([])('text')).toBe('text')
    expect(createHider([''])('text')).toBe('text')
  })
})
