import { describe, expect, test } from 'vitest'
import { toOffer } from '#lib/catalog/offer.ts'
import { readEntries } from '#lib/catalog/read-entries.ts'
import { toEntryView } from '#lib/catalog/view.ts'
import type { Secret } from '#lib/credentials/secret.ts'
import { placeholdersOf } from '#lib/servers/inputs/address.ts'
import { renderRequest } from '#lib/servers/inputs/render-request.ts'
import { declaredInputs } from '#lib/servers/inputs/schema.ts'
import { askedFields } from '#lib/servers/inputs/shared-fields.ts'
import { suggestInputs } from '#lib/servers/onboarding/suggest-inputs.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'
import shipped from '../../../catalog/servers.json' with { type: 'json' }

const words = { title: '', name: '', description: '', categories: '' }
const entries = readEntries(shipped, 'the shipped catalog').map((read) => ({ ...read, offer: toOffer(read), words }))
const endpoints = entries.flatMap((item) => {
  const view = toEntryView(item, new Map())
  return view.endpoints.map((endpoint) => ({ name: `${item.entry.name} at ${endpoint.label}`, view, endpoint }))
})

test('every entry of the catalog can be added, but those whose vendor has no address that Jetway speaks', () => {
  expect(entries).toHaveLength(82)
  expect(entries.filter(({ offer }) => offer.endpoints.length === 0).map(({ entry }) => entry.name)).toEqual([
    'com.plaid/dashboard-mcp',
  ])
})

describe.each(endpoints)('$name', ({ view, endpoint }) => {
  const suggested = suggestInputs(view, endpoint.inputs)
  const parsed = declaredInputs.safeParse(suggested)
  const inputs = parsed.success ? parsed.data : []

  test('declares what an admin can confirm as it stands', () => {
    expect(parsed.error?.issues).toBeUndefined()
    expect(placeholdersOf(endpoint.url)).toEqual(
      inputs.filter(({ location }) => location === 'path').map(({ name }) => name),
    )
    for (const { field } of askedFields(inputs)) expect(field.label).not.toBe('')
  })

  test('is sent each value where it belongs, and nothing else', () => {
    const fields = askedFields(inputs).map(({ field }) => field)
    const values = Object.fromEntries(fields.map(({ name, choices }) => [name, choices?.[0] ?? newSecret()]))
    const request = renderRequest(endpoint.url, inputs, { kind: 'values', values })
    if (!request.ok) throw new Error(`${request.missing} ${request.malformed}`)
    const { origin, pathname, searchParams } = request.url
    expect(origin).toBe(new URL(endpoint.url).origin)
    for (const { location, name, fields: own } of inputs) {
      const header = Object.entries(request.headers).find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1]
      const said =
        location === 'header' ? header : location === 'query' ? searchParams.get(name) : decodeURIComponent(pathname)
      for (const field of own) expect(said).toContain(values[field.name])
    }
    const secrets = fields.filter(({ isSecret }) => isSecret).map(({ name }) => values[name])
    expect(request.secrets).toEqual(expect.arrayContaining(secrets))
  })

  test('is let in by a token where people sign in at its issuer', () => {
    const secret: Secret = { kind: 'oauth', accessToken: newSecret(), refreshToken: null, scopes: [] }
    const request = renderRequest(endpoint.url, inputs, secret)
    expect(request).toMatchObject({ ok: true, headers: { Authorization: `Bearer ${secret.accessToken}` } })
  })
})
