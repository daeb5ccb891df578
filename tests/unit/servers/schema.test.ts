import { describe, expect, test } from 'vitest'
import { declaredInput, declaredInputs, type InputDraft, inputField } from '#lib/servers/inputs/schema.ts'
import { onboardServerInput } from '#lib/servers/schema.ts'

const bearer: InputDraft = {
  name: 'Authorization',
  template: 'Bearer {access_token}',
  fields: [{ name: 'access_token', label: 'Access token' }],
}

function issuesOf(
  schema: { safeParse(value: unknown): { error?: { issues: { path: PropertyKey[]; message: string }[] } } },
  value: unknown,
) {
  return schema.safeParse(value).error?.issues.map(({ path, message }) => [path.join('.'), message]) ?? []
}

describe('declaredInput', () => {
  test('is needed and secret unless told otherwise', () => {
    expect(declaredInput.parse(bearer)).toMatchObject({ isRequired: true, isSecret: true })
  })

  test('reads the checkboxes of a form', () => {
    const header = declaredInput.parse({
      ...bearer,
      isRequired: 'off',
      fields: [{ name: 'access_token', label: 'Token', isSecret: 'off' }],
    })
    expect(header).toMatchObject({
      isRequired: false,
      isSecret: false,
      fields: [{ isSecret: false }],
    })
  })

  test('is secret as soon as one of its fields is', () => {
    const fields = [
      { name: 'id', label: 'Id', isSecret: false },
      { name: 'key', label: 'Key', isSecret: true },
    ]
    expect(declaredInput.parse({ name: 'X-Key', template: '{id}:{key}', fields }).isSecret).toBe(true)
  })

  test('says at the name and at the value what is wrong', () => {
    const issues = issuesOf(declaredInput, { ...bearer, name: 'Host', template: 'Bearer {other}' })
    expect(issues.map(([path]) => path)).toEqual(['name', 'template'])
  })

  test('refuses two fields of one name', () => {
    const fields = [
      { name: 'a', label: 'A' },
      { name: 'a', label: 'B' },
    ]
    expect(issuesOf(declaredInput, { name: 'X-A', template: '{a}', fields })).toEqual([
      ['template', 'Two fields have the same name.'],
    ])
  })
})

describe('inputField', () => {
  test.each([
    ['a script for a link', { helpUrl: 'javascript:alert(1)' }, 'helpUrl'],
    ['a default with a line break', { default: 'a\r\nX-B: 1' }, 'default'],
    ['a choice that headers cannot carry', { choices: ['ja', 'naïve'] }, 'choices.1'],
    ['an empty label', { label: ' ' }, 'label'],
  ])('refuses %s', (_, part, path) => {
    expect(issuesOf(inputField, { name: 'a', label: 'A', ...part }).map(([where]) => where)).toEqual([path])
  })

  test('takes an empty link for none', () => {
    expect(inputField.parse({ name: 'a', label: 'A', helpUrl: '' }).helpUrl).toBeUndefined()
  })
})

describe('declaredInputs', () => {
  test('refuses a header that is there twice, whatever the case', () => {
    const again = { name: 'authorization', template: 'x' }
    expect(issuesOf(declaredInputs, [bearer, again])).toEqual([['', 'The header authorization is there twice.']])
  })

  test('takes one field in two headers, and makes its declarations agree', () => {
    const token = { name: 'X-Token', template: '{access_token}', isRequired: false }
    const fields = [{ name: 'access_token', label: 'Something else', isSecret: false, help: 'Settings → API' }]
    expect(declaredInputs.parse([bearer, { ...token, fields }])).toMatchObject([
      { isSecret: true, fields: [{ label: 'Access token', help: 'Settings → API', isSecret: true }] },
      {
        isSecret: true,
        fields: [{ label: 'Access token', help: 'Settings → API', isSecret: true }],
      },
    ])
  })

  test('refuses two declarations of a field that cannot both hold', () => {
    const region = (name: string, preset: string) => ({
      name,
      template: '{region}',
      fields: [{ name: 'region', label: 'Region', default: preset }],
    })
    expect(issuesOf(declaredInputs, [region('X-A', 'eu'), region('X-B', 'us')])).toEqual([
      ['', 'Two headers or parameters use {region} with different defaults. Use another name in one of them.'],
    ])
  })
})

describe('onboardServerInput', () => {
  test.each(['', 'Intercom', 'a b', '-a', 'a-', 'a--b', 'x'.repeat(33), 'ä', 'a_b'])('refuses the slug %j', (slug) => {
    expect(issuesOf(onboardServerInput, { name: 'A', slug }).map(([path]) => path)).toContain('slug')
  })

  test.each(['intercom', 'intercom-eu', '7', 'x'.repeat(32)])('takes the slug %s', (slug) => {
    expect(issuesOf(onboardServerInput, { name: 'A', slug })).toEqual([])
  })
})
