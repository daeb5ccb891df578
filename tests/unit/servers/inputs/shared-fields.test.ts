import { describe, expect, test } from 'vitest'
import { keyOf } from '#lib/servers/inputs/key-of.ts'
import type { Input, InputField } from '#lib/servers/inputs/schema.ts'
import { askedFields, findDisagreement, shareFields } from '#lib/servers/inputs/shared-fields.ts'
import { replaceInput, withoutInput } from '#lib/servers/internal.ts'

const field = (more: Partial<InputField> = {}): InputField => ({
  name: 'token',
  label: 'Token',
  help: '',
  placeholder: '',
  isSecret: true,
  ...more,
})

function header(name: string, more: Partial<InputField> = {}): Input {
  const one = field(more)
  const shape = { location: 'header', name, template: `{${one.name}}`, isRequired: true } as const
  return { ...shape, isSecret: one.isSecret, help: '', fields: [one] }
}

/** What each header says about its one field. */
const saidBy = (headers: Input[]) => headers.map(({ fields }) => fields[0])

describe('shareFields', () => {
  test.each<[string, Partial<InputField>, Partial<InputField>, Partial<InputField>]>([
    ['secret wins', { isSecret: false }, { isSecret: true }, { isSecret: true }],
    ['the first label wins', { label: 'A' }, { label: 'B' }, { label: 'A' }],
    ['the first help wins', { help: 'here' }, { help: 'there' }, { help: 'here' }],
    [
      'help is better than none',
      {},
      { help: 'there', helpUrl: 'https://e.example' },
      { help: 'there', helpUrl: 'https://e.example' },
    ],
    ['a placeholder is better than none', {}, { placeholder: 'sk-…' }, { placeholder: 'sk-…' }],
    ['a default holds in both', { default: 'x' }, {}, { default: 'x' }],
    ['choices hold in both', {}, { choices: ['a', 'b'] }, { choices: ['a', 'b'] }],
  ])('%s', (_, one, other, agreed) => {
    const shared = shareFields([header('X-A', one), header('X-B', other)])
    expect(saidBy(shared)).toEqual([expect.objectContaining(agreed), expect.objectContaining(agreed)])
    expect(findDisagreement(shared)).toBeNull()
  })

  test('tells headers with a secret', () => {
    const shared = shareFields([header('X-A', { isSecret: false }), header('X-B')])
    expect(shared.map(({ isSecret }) => isSecret)).toEqual([true, true])
  })

  test('leaves fields of other names alone', () => {
    const headers = [header('X-A', { label: 'A' }), header('X-B', { name: 'other', label: 'B', isSecret: false })]
    expect(shareFields(headers)).toEqual(headers)
  })

  test.each<[string, Partial<InputField>, Partial<InputField>, string]>([
    ['defaults', { default: 'eu' }, { default: 'us' }, 'different defaults'],
    ['choices', { choices: ['a'] }, { choices: ['a', 'b'] }, 'different choices'],
  ])('does not decide between two %s', (_, one, other, sentence) => {
    const headers = [header('X-A', one), header('X-B', other)]
    expect(findDisagreement(headers)).toContain(sentence)
    expect(findDisagreement(shareFields(headers))).toContain(sentence)
  })

  test('takes choices in another order for the same', () => {
    expect(
      findDisagreement([header('X-A', { choices: ['a', 'b'] }), header('X-B', { choices: ['b', 'a'] })]),
    ).toBeNull()
  })
})

describe('an edit of one header', () => {
  const two = [header('X-A', { help: 'here', default: 'd' }), header('X-B', { help: 'here', default: 'd' })]

  test.each(['X-A', 'X-B'])('of a field in two headers holds in both: %s', (original) => {
    const edited = header(original, { label: 'New', isSecret: false })
    const list = replaceInput(two, { original: keyOf(edited), input: edited })
    expect(list.map(({ name }) => name)).toEqual(['X-A', 'X-B'])
    expect(saidBy(list)).toEqual([field({ label: 'New', isSecret: false }), field({ label: 'New', isSecret: false })])
  })

  test('keeps what another header has declared of a field that only comes in', () => {
    const added = replaceInput(two, { input: header('X-C', { label: 'Other', isSecret: false }) })
    expect(saidBy(added)).toEqual(Array(3).fill(field({ help: 'here', default: 'd' })))
    const moved = replaceInput([header('X-0', { name: 'other' }), ...two], {
      original: 'header x-0',
      input: header('X-0', { label: 'Other' }),
    })
    expect(moved.map(({ name }) => name)).toEqual(['X-0', 'X-A', 'X-B'])
    expect(saidBy(moved)).toEqual(Array(3).fill(field({ help: 'here', default: 'd' })))
  })

  test('settles what two headers declared differently', () => {
    const apart = [header('X-A', { default: 'eu' }), header('X-B', { default: 'us' })]
    const list = replaceInput(apart, { original: 'header x-b', input: header('X-B', { default: 'us' }) })
    expect(saidBy(list).map((one) => one?.default)).toEqual(['us', 'us'])
  })

  test('leaves the field to the other header when one is removed', () => {
    expect(withoutInput(two, 'header x-a')).toEqual([two[1]])
  })
})

describe('askedFields', () => {
  const optional = { ...header('X-A'), isRequired: false }

  test.each([
    ['a required header', [header('X-A')], true],
    ['a required header after one that is not', [optional, header('X-B')], true],
    ['a required header before one that is not', [header('X-B'), optional], true],
    ['headers that may be left out', [optional, { ...optional, name: 'X-B' }], false],
    ['a required header, with a default', [header('X-A', { default: 'eu' })], false],
  ])('asks once, and needs what stands in %s', (_, headers, isNeeded) => {
    expect(askedFields(headers)).toEqual([{ field: headers[0]?.fields[0], uses: headers, isNeeded }])
  })
})
