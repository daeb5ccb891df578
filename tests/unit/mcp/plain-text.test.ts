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

  describe('a long value', () => {
    const secret = Array.from({ length: 340 }, () => crypto.randomUUID()).join('')
    const hideLong = createHider([`Bearer ${secret}`], 12)

    test.each([
      ['as it was sent', `Bearer ${secret}`],
      ['without its scheme', secret],
      ['in capitals', secret.toUpperCase()],
      ['cut off at its end', secret.slice(0, 60)],
      ['cut off at its beginning', secret.slice(-60)],
      ['a piece of its middle', secret.slice(5_003, 5_203)],
      ['as much as can be told from ordinary text', secret.slice(7, 31)],
    ])('is hidden %s', (_, echo) => {
      expect(hideLong(`you sent ${echo}, but`)).toBe('you sent [hidden], but')
      expect(hideLong(`you sent “${echo}” and again ${echo}`)).toBe('you sent “[hidden]” and again [hidden]')
      expect(hideLong(echo)).toBe('[hidden]')
    })

    test('is hidden where a text ends in the middle of it', () => {
      expect(hideLong(toPlainText(`you sent ${secret}`, 1_200))).toBe('you sent [hidden]…')
    })

    test('costs little to look for', () => {
      const started = performance.now()
      const many = createHider(Array.from({ length: 4 }, (_, index) => `Bearer ${index}${secret.repeat(2)}`))
      expect(many('lorem ipsum dolor sit amet '.repeat(100_000))).toHaveLength(2_700_000)
      expect(performance.now() - started).toBeLessThan(2_000)
    })
  })

  test('changes nothing without values', () => {
    expect(createHider([])('text')).toBe('text')
    expect(createHider([''])('text')).toBe('text')
  })
})
