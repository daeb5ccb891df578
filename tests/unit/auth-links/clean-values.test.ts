import { describe, expect, test } from 'vitest'
import { cleanValues, formName, prefixOf } from '#lib/auth-links/giving/clean-values.ts'
import type { Input, InputField } from '#lib/servers/inputs/schema.ts'

function input(field: Partial<InputField> = {}, header: Partial<Input> = {}): Input {
  const name = field.name ?? 'access_token'
  return {
    location: 'header',
    name: 'Authorization',
    template: `Bearer {${name}}`,
    isRequired: true,
    isSecret: true,
    help: '',
    fields: [
      {
        name,
        label: 'Access token',
        help: '',
        placeholder: '',
        isSecret: true,
        ...field,
      } as InputField,
    ],
    ...header,
  }
}

describe('cleanValues', () => {
  test.each([
    ['  tok_123 \n', 'tok_123'],
    ['Bearer tok_123', 'tok_123'],
    ['bearer   Bearer tok_123 ', 'tok_123'],
    ['Bearer', 'Bearer'],
    ['BearerTok', 'BearerTok'],
  ])('makes %j what the template expects', (typed, value) => {
    expect(cleanValues([input()], { access_token: typed })).toEqual({ ok: true, values: { access_token: value } })
  })

  test('leaves a value alone whose template adds no word', () => {
    const plain = input({}, { name: 'X-Key', template: '{access_token}' })
    expect(cleanValues([plain], { access_token: 'Bearer x' })).toEqual({
      ok: true,
      values: { access_token: 'Bearer x' },
    })
  })

  test.each([
    ['a line break', 'tok\r\nX-Admin: 1'],
    ['a NUL', 'tok\0'],
    ['a letter outside ASCII', 'tøken'],
    ['a dash that a word processor made', 'tok–1'],
    ['two lines', 'tok\u2028en'],
    ['two values', 'first-value\nsecond-value'],
    ['a key and its name above it', 'production\nabcdef0123456789abcdef0123456789abcdef0123456789'],
    ['two base64 values', `${'QUJD'.repeat(15)}=\n${'QUJD'.repeat(10)}`],
    ['a JSON object of several lines', '{\n  "tok": "abc",\n  "type": "bearer"\n}'],
    ['a key file', `-----BEGIN KEY-----\n${'a'.repeat(64)}\n-----END KEY-----`],
    ['passwords in lines', 'correct horse\nbattery staple'],
  ])('refuses %s by the name of its field, without repeating it', (_what, value) => {
    const cleaned = cleanValues([input()], { access_token: value })
    expect(cleaned).toEqual({ ok: false, fields: { 'secret.access_token': expect.stringContaining('Access token') } })
    expect(JSON.stringify(cleaned)).not.toMatch(/tok\W|abc|horse|value-?\d/)
  })

  test('asks for what is needed and does without what is not', () => {
    expect(cleanValues([input()], {})).toEqual({
      ok: false,
      fields: { 'secret.access_token': 'Access token is needed.' },
    })
    expect(cleanValues([input({}, { isRequired: false })], {})).toEqual({ ok: true, values: {} })
    expect(cleanValues([input({ default: 'x' })], {})).toEqual({ ok: true, values: {} })
  })

  test('keeps declared fields only, and text only', () => {
    const given = { access_token: 'a', other: 'b', __proto__: { polluted: 'c' } }
    expect(cleanValues([input()], given)).toEqual({ ok: true, values: { access_token: 'a' } })
    expect(cleanValues([input()], { access_token: { toString: () => 'x' } }).ok).toBe(false)
    expect(cleanValues([input({ name: 'constructor' })], {}).ok).toBe(false)
  })

  test('takes a field of two headers once, without the word that one of them adds', () => {
    const inputs = [input({}, { isRequired: false }), input({}, { name: 'X-Key', template: '{access_token}' })]
    for (const given of [inputs, inputs.toReversed()]) {
      expect(cleanValues(given, { access_token: 'Bearer tok_123' })).toEqual({
        ok: true,
        values: { access_token: 'tok_123' },
      })
      expect(cleanValues(given, {})).toMatchObject({ ok: false })
    }
  })

  test('takes one of the choices where there are some', () => {
    const choice = input({ choices: ['eu', 'us'], isSecret: false, label: 'Region' })
    expect(cleanValues([choice], { access_token: 'eu' }).ok).toBe(true)
    expect(cleanValues([choice], { access_token: 'mars' })).toEqual({
      ok: false,
      fields: { 'value.access_token': 'Region: choose one of eu, us.' },
    })
  })

  test('takes tokens as long as there are any, and refuses a file in the place of one', () => {
    for (const length of [4_001, 12_000, 32_768]) {
      expect(cleanValues([input()], { access_token: 'x'.repeat(length) }).ok).toBe(true)
    }
    expect(cleanValues([input()], { access_token: 'x'.repeat(32_769) }).ok).toBe(false)
  })
})

describe('prefixOf', () => {
  test.each([
    ['Bearer {token}', 'Bearer'],
    ['token {token}', 'token'],
    ['{token}', ''],
    ['key={token}', ''],
  ])('%s → %j', (template, prefix) => {
    expect(prefixOf(template, 'token')).toBe(prefix)
  })
})

test('a secret field is named so that no form echoes it', () => {
  expect(formName({ name: 'access_token', isSecret: true })).toBe('secret.access_token')
  expect(formName({ name: 'region', isSecret: false })).toBe('value.region')
})
