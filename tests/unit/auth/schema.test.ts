import { describe, expect, test } from 'vitest'
import { emailAddress, nameOf, newPassword } from '#lib/auth/schema.ts'

const isGood = (schema: { safeParse(value: unknown): { success: boolean } }, value: unknown) =>
  schema.safeParse(value).success

describe('newPassword', () => {
  test('asks for twelve characters and nothing else', () => {
    expect(isGood(newPassword, 'aaaaaaaaaaaa')).toBe(true)
    expect(isGood(newPassword, 'twelve chars')).toBe(true)
    expect(isGood(newPassword, 'Sh0rt!')).toBe(false)
    expect(isGood(newPassword, 'elevenchars')).toBe(false)
  })

  test('ends at two hundred characters', () => {
    expect(isGood(newPassword, 'a'.repeat(200))).toBe(true)
    expect(isGood(newPassword, 'a'.repeat(201))).toBe(false)
  })

  test('keeps white space at the ends', () => {
    expect(newPassword.parse('  twelve chars  ')).toBe('  twelve chars  ')
  })
})

describe('emailAddress', () => {
  test('has one spelling', () => expect(emailAddress.parse('  Mia@Example.COM ')).toBe('mia@example.com'))

  test.each([
    '',
    'mia',
    'mia@',
    '@example.com',
    'mia@example',
    'mia@example.com\n',
    'mi\u0000a@example.com',
    `${'a'.repeat(250)}@example.com`,
  ])('refuses %j, or takes it without its white space', (text) =>
    expect(emailAddress.safeParse(text).data ?? 'refused').toMatch(/^refused$|^mia@example\.com$/),
  )
})

describe('nameOf', () => {
  test('is one line of text that says something', () => {
    const name = nameOf('your name', 20)
    expect(name.parse(' Mia Ōno ')).toBe('Mia Ōno')
    expect(isGood(name, '   ')).toBe(false)
    expect(isGood(name, 'Mia\nOno')).toBe(false)
    expect(isGood(name, 'Mia\u0000')).toBe(false)
    expect(isGood(name, 'a'.repeat(21))).toBe(false)
    expect(isGood(name, undefined)).toBe(false)
  })
})
