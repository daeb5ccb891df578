import { describe, expect, test } from 'vitest'
import { toOffer } from '#lib/catalog/offer.ts'
import { readEntries } from '#lib/catalog/read-entries.ts'
import { toEntryView } from '#lib/catalog/view.ts'
import { declaredInputs } from '#lib/servers/inputs/schema.ts'
import { suggestInputs } from '#lib/servers/onboarding/suggest-inputs.ts'
import shipped from '../../../catalog/servers.json' with { type: 'json' }

const words = { title: '', name: '', description: '', categories: '' }
const views = readEntries(shipped, 'catalog').map((read) =>
  toEntryView({ ...read, offer: toOffer(read), words }, new Map()),
)

function suggest(name: string) {
  const view = views.find((one) => one.name === name)
  const [endpoint] = view?.endpoints ?? []
  return view && endpoint ? suggestInputs(view, endpoint.inputs) : []
}

/** What an entry of an operator's own gets. */
function suggestFor(headers: unknown[]) {
  const entry = { name: 'com.acme/tickets', description: 'Ours.', version: '1.0.0' }
  const remotes = [{ type: 'streamable-http', url: 'https://mcp.acme.example/mcp', headers }]
  const [read] = readEntries({ ...entry, remotes }, 'own.json')
  if (!read) throw new Error('no entry')
  const view = toEntryView({ ...read, offer: toOffer(read), words }, new Map())
  return suggestInputs(view, view.endpoints[0]?.inputs ?? [])
}

describe('suggestInputs', () => {
  test('asks for Intercom’s token as people know it', () => {
    expect(suggest('com.intercom/mcp')).toMatchObject([
      {
        name: 'Authorization',
        template: 'Bearer {access_token}',
        isRequired: true,
        isSecret: true,
        fields: [
          {
            name: 'access_token',
            label: 'Intercom access token',
            placeholder: 'dG9rO…',
            help: expect.stringContaining('Developer Hub → your app'),
            helpUrl: expect.stringContaining('developers.intercom.com'),
          },
        ],
      },
    ])
  })

  test('makes a header without a template one field, named after it', () => {
    expect(suggest('com.datadoghq/mcp').map(({ template, fields }) => [template, fields[0]?.label])).toEqual([
      ['{dd_api_key}', 'Datadog API key'],
      ['{dd_application_key}', 'Datadog application key'],
    ])
  })

  test('keeps choices and defaults, and says yes or no for booleans', () => {
    expect(suggest('com.neon/mcp')[1]).toMatchObject({
      name: 'x-read-only',
      isRequired: false,
      isSecret: false,
      fields: [{ choices: ['true', 'false'], default: 'false' }],
    })
  })

  test('leaves out what the catalog says about OAuth', () => {
    const texts = suggest('app.linear/mcp').flatMap(({ help, fields }) => [help, ...fields.map((field) => field.help)])
    expect(texts).toEqual(['Linear API key.', 'Linear API key.'])
  })

  test('points to the documentation where the catalog does not say where the value is', () => {
    expect(suggest('app.linear/mcp')[0]?.fields[0]?.helpUrl).toMatch(/^https:\/\//)
  })

  test('asks once for a variable of two headers, and apart for what is only named alike', () => {
    const value = 'Bearer {API_KEY}'
    const variables = { API_KEY: { description: 'Your key', isSecret: true } }
    const headers = suggestFor([
      { name: 'Authorization', value, variables },
      { name: 'X-Key', value: '{API_KEY}', variables: { API_KEY: {} } },
      { name: 'Api-Key' },
      { name: 'X-Mixed', value: '{api_key}:{API_KEY}', variables: { api_key: {}, API_KEY: {} } },
    ])
    expect(headers.map(({ template }) => template)).toEqual([
      'Bearer {api_key}',
      '{api_key}',
      '{api_key_2}',
      '{api_key_3}:{api_key}',
    ])
    expect(headers[1]?.fields).toMatchObject([{ label: headers[0]?.fields[0]?.label, isSecret: true }])
    expect(declaredInputs.parse(headers)).toEqual(headers)
  })

  test.each([
    ['Bearer \u0024{TOKEN}', 'Bearer {token}'],
    ['Bearer $INTERCOM_TOKEN', 'Bearer {intercom_token}'],
    ['Bearer {{token}}', 'Bearer {token}'],
    ['Bearer <your token>', 'Bearer {token}'],
    ['Bearer %TOKEN%', 'Bearer {token}'],
    ['Bearer YOUR_API_KEY', 'Bearer {api_key}'],
    ['Bearer {token}', 'Bearer {token}'],
    ['Bearer', 'Bearer {token}'],
    ['', '{authorization}'],
  ])('makes a secret field of %j, although nothing is declared', (value, template) => {
    const headers = suggestFor([{ name: 'Authorization', value, isRequired: true }])
    expect(headers).toMatchObject([{ template, isRequired: true }])
    expect(headers[0]?.fields.map(({ isSecret }) => isSecret)).toEqual([value !== ''])
    expect(declaredInputs.parse(headers)).toEqual(headers)
  })

  test('takes what is declared under the name, however the value spells it', () => {
    const variables = { api_key: { placeholder: 'sk-…', isSecret: true }, region: { default: 'eu' } }
    expect(suggestFor([{ name: 'X-A', value: '\u0024{API_KEY}@<region>', variables }])).toMatchObject([
      { template: '{api_key}@{region}', fields: [{ placeholder: 'sk-…' }, { isSecret: false, default: 'eu' }] },
    ])
  })

  test('believes a header that says it is no secret', () => {
    const header = { name: 'X-Region', value: '{region}', isSecret: false }
    expect(suggestFor([header])[0]?.fields).toMatchObject([{ name: 'region', isSecret: false }])
  })

  test('suggests nothing that a form would refuse without a place to mend it', () => {
    const odd = { default: 'naïve', choices: ['ja', 'naïve'], description: ' ,\n x' }
    const headers = suggestFor([
      { name: 'X-A', ...odd },
      { name: 'X-B', value: '{b}', variables: { b: odd }, description: 'Which\nregion, please' },
    ])
    expect(headers.flatMap(({ fields }) => fields.map(({ label }) => label))).toEqual(['X-A', 'com.acme/tickets b'])
    expect(declaredInputs.parse(headers)).toEqual(headers)
  })

  test.each(['true', '{"a":"b"}', '$5', '100%', 'Bearer'])('leaves the fixed value %j of a header alone', (value) => {
    expect(suggestFor([{ name: 'X-Kind', value }])).toMatchObject([{ template: value, fields: [] }])
  })

  test.each(['constructor', 'prototype', 'toString', '1st key', 'x'.repeat(90)])(
    'makes a field of a variable called %s',
    (name) => {
      const headers = suggestFor([{ name: 'X-A', value: `{${name}}`, variables: { [name]: { isSecret: true } } }])
      expect(headers[0]?.fields).toHaveLength(1)
      expect(declaredInputs.parse(headers)).toEqual(headers)
    },
  )

  test.each(
    views.flatMap((view) => view.endpoints.map((endpoint) => [`${view.name} ${endpoint.id}`, view, endpoint] as const)),
  )('gives %s headers that could be confirmed as they are', (_, view, endpoint) => {
    const headers = suggestInputs(view, endpoint.inputs)
    expect(declaredInputs.parse(headers)).toEqual(headers)
  })
})
