import { describe, expect, test } from 'vitest'
import { keyOf } from '#lib/servers/inputs/key-of.ts'
import { toInputParts } from '#lib/servers/inputs/merge-input.ts'
import { declaredInput, type InputDraft } from '#lib/servers/inputs/schema.ts'
import { replaceInput } from '#lib/servers/internal.ts'

const access = { name: 'access', label: 'Access', help: 'Ask us', helpUrl: 'https://example.test/key' }
const shown = header({})
const seen = toInputParts(shown)

function header(changes: Partial<InputDraft>, field: object = {}) {
  return declaredInput.parse({ name: 'X-Key', template: 'Key {access}', fields: [{ ...access, ...field }], ...changes })
}

/** What a page that showed `shown` saves, after another has saved `now`. */
function save(now: ReturnType<typeof header>, mine: ReturnType<typeof header>, isSeen = seen) {
  return replaceInput([now], { original: keyOf(now), input: mine, seen: isSeen })[0]
}

function conflictOf(work: () => unknown) {
  try {
    work()
  } catch (error) {
    return (error as { details?: { fields: object; values: object } }).details
  }
  throw new Error('Nothing was in conflict.')
}

describe('of two who edit one header', () => {
  test.each([
    ['the label', header({}, { label: 'Theirs' }), { fields: [{ label: 'Theirs' }] }],
    ['where the value is found', header({}, { help: 'Theirs', helpUrl: '' }), { fields: [{ help: 'Theirs' }] }],
    ['whether it is secret', header({}, { isSecret: false }), { isSecret: false, fields: [{ isSecret: false }] }],
    ['whether it is required', header({ isRequired: false }), { isRequired: false }],
    ['the name', header({ name: 'X-Theirs' }), { name: 'X-Theirs' }],
    ['the value', header({ template: 'Theirs {access}' }), { template: 'Theirs {access}' }],
    ['a default', header({}, { default: 'eu' }), { fields: [{ default: 'eu' }] }],
  ])('the second keeps what the first did to %s, where they changed another part', (_part, theirs, kept) => {
    expect(save(theirs, header({ help: 'Mine' }))).toMatchObject({ help: 'Mine', ...kept })
  })

  test.each([
    ['input.name', header({ name: 'x-key' }), header({ name: 'X-KEY' }), 'name', 'x-key'],
    [
      'input.template',
      header({ template: 'A {access}' }),
      header({ template: 'B {access}' }),
      'template',
      'A {access}',
    ],
    ['input.fields.0.label', header({}, { label: 'A' }), header({}, { label: 'B' }), 'access/label', 'A'],
    [
      'input.fields.0.helpUrl',
      header({}, { helpUrl: '' }),
      header({}, { helpUrl: 'https://b.test' }),
      'access/helpUrl',
      '',
    ],
  ])('the second is told both values at %s, and saves again with theirs seen', (place, theirs, mine, key, now) => {
    const details = conflictOf(() => save(theirs, mine))
    expect(details?.fields).toEqual({
      [place]: expect.stringContaining(`meanwhile to ${now ? `“${now}”` : 'nothing'}, you to “`),
    })
    expect(details?.values).toEqual({ [`now.${key}`]: now })
    expect(save(theirs, mine, { ...seen, [key]: now })).toEqual(mine)
  })

  test('the second is told that the header is gone, and does not bring it back', () => {
    expect(() => replaceInput([], { original: 'header x-key', input: shown, seen })).toThrow(/removed or renamed/)
  })

  test('a value that the first has given up asks nothing of the second, and stays given up', () => {
    const theirs = header({ template: 'fixed', fields: [] })
    expect(save(theirs, header({}, { label: 'Mine' }))).toMatchObject({
      template: 'fixed',
      fields: [],
      isSecret: false,
    })
  })

  test('a value that the first has brought in stays, and what the second brings in comes with its template', () => {
    const more = { ...access, name: 'more', label: 'More' }
    const theirs = header({ template: '{access} {more}', fields: [access, more] })
    expect(save(theirs, header({}, { label: 'Mine' }))?.fields).toMatchObject([{ label: 'Mine' }, { label: 'More' }])
    const mine = header({ template: '{access} {more}', fields: [access, more] })
    expect(save(header({}, { label: 'Theirs' }), mine)?.fields).toMatchObject([{ label: 'Theirs' }, { label: 'More' }])
  })
})
