import { describe, expect, test } from 'vitest'
import type * as z from 'zod'
import { editInput, saveDraftInput, updateServerInput } from '#lib/servers/schema.ts'

const field = { name: 'token', label: 'Token', help: '', helpUrl: '', placeholder: '' }
const header = { name: 'X-Key', template: '{token}', help: '' }
const connection = { entryKey: 'custom', step: 'connection', name: 'Name', slug: 'slug', description: '', url: '' }

/** One of the forms with this text in one of its fields, which is called so on the page. */
const forms: Record<string, (text: string) => [z.ZodType, unknown]> = {
  name: (text) => [saveDraftInput, { ...connection, name: text }],
  slug: (text) => [saveDraftInput, { ...connection, slug: text }],
  description: (text) => [saveDraftInput, { ...connection, description: text }],
  url: (text) => [updateServerInput, { serverId: 's', url: text }],
  'input.name': (text) => [editInput, { input: { ...header, name: text, fields: [field] } }],
  'input.template': (text) => [editInput, { input: { ...header, template: text, fields: [] } }],
  'input.help': (text) => [editInput, { input: { ...header, help: text, fields: [field] } }],
  'input.fields.0.label': (text) => [editInput, { input: { ...header, fields: [{ ...field, label: text }] } }],
  'input.fields.0.help': (text) => [editInput, { input: { ...header, fields: [{ ...field, help: text }] } }],
  'input.fields.0.helpUrl': (text) => [editInput, { input: { ...header, fields: [{ ...field, helpUrl: text }] } }],
  'input.fields.0.placeholder': (text) => [
    editInput,
    { input: { ...header, fields: [{ ...field, placeholder: text }] } },
  ],
}

/** Kept, or the sentence next to the field; anything else would be said next to no field. */
function outcome(name: string, text: string): string {
  const [schema, input] = forms[name]?.(text) ?? []
  const parsed = schema?.safeParse(input)
  if (parsed?.success) return 'kept'
  expect(parsed?.error?.issues.map(({ path }) => path.join('.'))).toContain(name)
  return parsed?.error?.issues.find(({ path }) => path.join('.') === name)?.message ?? ''
}

const texts: [string, string][] = [
  ['line breaks', 'one\ntwo'],
  ['marks of direction', '\u200fאב\u200e'],
  ['a turned direction', 'a\u202eb'],
  ['10,000 characters', 'x'.repeat(10_000)],
  ['only spaces', '   '],
  ['only what cannot be seen', '\u200b\u2060'],
  ['emoji', '👩‍💻 ok'],
  ['quotes and brackets', '"<b>\'{x}'],
]

describe.each(Object.keys(forms))('what is pasted into %s', (name) => {
  test.each(texts)('is kept, or refused next to it in words: %s', (_, text) => {
    expect(outcome(name, text)).toMatch(/^kept$|^[A-Z{][^\n]{8,}[.}]$/)
    expect(outcome(name, text)).not.toMatch(/Too big|Invalid/)
  })
})

test.each([
  ...['name', 'input.fields.0.label'].flatMap((name) => [
    [name, 'emoji', 'kept'],
    [name, 'marks of direction', 'kept'],
    [name, 'line breaks', 'Use one line of plain text.'],
    [name, 'a turned direction', 'Use one line of plain text.'],
    [name, '10,000 characters', 'Use at most 100 characters.'],
    [name, 'only spaces', 'Give '],
    [name, 'only what cannot be seen', 'Give '],
  ]),
  ['input.help', 'line breaks', 'kept'],
  ['description', 'line breaks', 'kept'],
  ['input.help', '10,000 characters', 'Use at most 500 characters.'],
  ['input.template', '10,000 characters', 'Use at most 500 characters.'],
  ['url', '10,000 characters', 'Use at most 2000 characters.'],
])('%s with %s: %s', (name, text, expected) => {
  expect(outcome(name, new Map(texts).get(text) ?? '')).toContain(expected)
})

test('too many fields are said next to the value that has them', () => {
  const names = Array.from({ length: 9 }, (_, index) => `f${index}`)
  const fields = names.map((name) => ({ ...field, name }))
  const input = { input: { ...header, template: names.map((name) => `{${name}}`).join(''), fields } }
  expect(editInput.safeParse(input).error?.issues).toMatchObject([
    { path: ['input', 'template'], message: 'Use at most 8 fields.' },
  ])
})
