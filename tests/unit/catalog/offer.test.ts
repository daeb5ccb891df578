import { describe, expect, test } from 'vitest'
import { type Offer, toOffer } from '#lib/catalog/offer.ts'
import { readEntries } from '#lib/catalog/read-entries.ts'
import { type CatalogRemote, publishedKey } from '#lib/catalog/schema.ts'
import shipped from '../../../catalog/servers.json' with { type: 'json' }

const offers = new Map(readEntries(shipped, 'catalog').map((read) => [read.entry.name, toOffer(read)]))

function offerOf(remote: Partial<CatalogRemote>, published: Record<string, unknown> = {}): Offer {
  const remotes = [{ type: 'streamable-http', url: 'https://example.com/mcp', ...remote }]
  const entry = { name: 'com.example/thing', description: 'A thing.', version: '1.0.0', remotes }
  const [read] = readEntries({ ...entry, _meta: { [publishedKey]: published } }, 'test')
  if (!read) throw new Error('no entry')
  return toOffer(read)
}

const key = { name: 'Authorization', isSecret: true, value: 'Bearer {token}', variables: { token: { isSecret: true } } }

describe('toOffer on the shipped catalog', () => {
  test('offers Intercom in the US and the EU, by a header that is needed', () => {
    const offer = offers.get('com.intercom/mcp')
    expect(offer?.endpoints.map(({ id, region, url }) => [id, region, url])).toEqual([
      ['us', 'us', 'https://mcp.intercom.com/mcp'],
      ['eu-2', 'eu', 'https://mcp.eu.intercom.com/mcp'],
    ])
    expect(offer?.endpoints.every(({ inputs: headers }) => headers[0]?.isRequired)).toBe(true)
  })

  test.each(['com.google.gmail/mcp', 'com.notion/mcp', 'com.salesforce/hosted-mcp'])(
    'offers %s, where people sign in by OAuth alone, without a header',
    (name) => {
      expect(offers.get(name)).toMatchObject({ methods: ['oauth'], endpoints: [{ inputs: [] }] })
    },
  )

  test('makes a header needed where OAuth would be the other way in', () => {
    expect(offers.get('com.neon/mcp')?.endpoints[0]?.inputs.map(({ name, isRequired }) => [name, isRequired])).toEqual([
      ['Authorization', true],
      ['x-read-only', false],
    ])
  })

  test('leaves a key optional where no sign-in is needed', () => {
    expect(offers.get('ai.jina/mcp')?.endpoints[0]?.inputs[0]?.isRequired).toBe(false)
  })

  test('offers the address that takes OAuth beside the one that takes a header', () => {
    expect(offers.get('com.buildkite/mcp')?.endpoints).toMatchObject([
      { url: 'https://mcp.buildkite.com/mcp', inputs: [] },
      { url: 'https://mcp.buildkite.com/direct', inputs: [{ name: 'Authorization' }] },
    ])
  })

  test('turns the choices of an address into addresses', () => {
    expect(offers.get('com.datadoghq/mcp')?.endpoints.map(({ label, url }) => [label, new URL(url).host])).toEqual([
      ['US1', 'mcp.datadoghq.com'],
      ['EU', 'mcp.datadoghq.eu'],
    ])
  })

  test('offers variants of the first address', () => {
    expect(offers.get('app.linear/mcp')?.endpoints.map(({ label }) => label)).toEqual(['mcp.linear.app', 'read-only'])
  })

  test('gives every endpoint of an entry an id of its own', () => {
    for (const { endpoints } of offers.values()) {
      expect(new Set(endpoints.map(({ id }) => id)).size).toBe(endpoints.length)
    }
  })
})

describe('toOffer', () => {
  test('refuses an entry that speaks only SSE', () => {
    expect(offerOf({ type: 'sse', headers: [key] }).reason).toBe('sse_only')
  })

  test('refuses an entry without a remote', () => {
    const [read] = readEntries({ name: 'com.example/x', description: 'Local.', version: '1' }, 'test')
    expect(read && toOffer(read).reason).toBe('no_remote')
  })

  test('asks people for the secrets of an address', () => {
    expect(offers.get('com.brightdata/mcp')?.endpoints).toMatchObject([
      { url: 'https://mcp.brightdata.com/mcp', inputs: [{ location: 'query', name: 'token', isRequired: true }] },
    ])
    const variables = { 'my-key': { isSecret: true }, token: { isSecret: true } }
    const offer = offerOf({ url: 'https://example.com/{my-key}/mcp?a=1&token={token}', variables, headers: [key] })
    expect(offer.endpoints).toMatchObject([
      {
        url: 'https://example.com/{my_key}/mcp?a=1',
        inputs: [
          { location: 'header', name: 'Authorization' },
          { location: 'query', name: 'token', value: '{token}' },
          { location: 'path', name: 'my_key', value: '{my-key}' },
        ],
      },
    ])
    expect(offerOf({ url: 'https://example.com/{my-key}/mcp', variables }).methods).toEqual(['path'])
  })

  test('refuses a secret in a host name', () => {
    const remote = { url: 'https://{key}.example.com/mcp', variables: { key: { isSecret: true } } }
    expect(offerOf(remote).reason).toBe('secret_in_url')
  })

  test('refuses an address that needs a value nobody has chosen', () => {
    const remote = { url: 'https://{site}.example.com/mcp', variables: { site: { isRequired: true } }, headers: [key] }
    expect(offerOf(remote).reason).toBe('value_in_url')
  })

  test.each([
    ['https://{tenant}.example.com/mcp', 'value_in_url'],
    ['https://%7Btenant%7D.example.com/mcp', 'value_in_url'],
    ['https://example.com/<tenant>/mcp', 'value_in_url'],
    ['https://example.com/:tenant/mcp', 'value_in_url'],
    ['https://YOUR-TENANT.example.com/mcp', 'value_in_url'],
  ])('refuses %s, whose placeholder nobody has declared', (url, reason) => {
    expect(offerOf({ url, headers: [key] })).toMatchObject({ endpoints: [], refused: [{ url, reason }], reason })
  })

  test.each([
    ['https://example.com/mcp?token={token}', 'query', 'token'],
    ['https://example.com/mcp?apikey=YOUR_API_KEY', 'query', 'apikey'],
    ['https://example.com/{api_key}/mcp', 'path', 'api_key'],
  ])('asks for the secret in %s, although nobody has declared it', (url, location, name) => {
    const inputs = offerOf({ url }).endpoints[0]?.inputs
    expect(inputs).toMatchObject([{ location, name, isRequired: true }])
  })

  test('refuses an address with a variable that has no value and cannot be left out', () => {
    const remote = { url: 'https://{site}.example.com/mcp', variables: { site: {} }, headers: [key] }
    expect(offerOf(remote)).toMatchObject({ endpoints: [], reason: 'value_in_url' })
  })

  test('offers what is filled in, and no variant that is not', () => {
    const variables = { site: { default: 'eu' } }
    const variants = [{ label: 'own', url: 'https://{own}.example.com/mcp' }]
    const offer = offerOf({ url: 'https://{site}.example.com/mcp', variables, headers: [key] }, { variants })
    expect(offer.endpoints.map(({ url }) => url)).toEqual(['https://eu.example.com/mcp'])
    expect(offer.refused).toMatchObject([{ label: 'own', reason: 'value_in_url' }])
  })

  test('takes a header for needed when the variables of its value say so', () => {
    const variables = { token: { isSecret: true, isRequired: true } }
    const header = { name: 'Authorization', value: 'Bearer {token}', variables }
    expect(offerOf({ headers: [header] }).methods).toEqual(['none', 'header'])
  })

  test('asks for a parameter that nobody has a value for', () => {
    const variables = { read_only: {}, ref: {} }
    const url = 'https://example.com/mcp?read_only={read_only}&ref={ref}'
    expect(offerOf({ url, variables }).endpoints).toMatchObject([
      {
        url: 'https://example.com/mcp',
        inputs: [
          { location: 'query', name: 'read_only', isRequired: false },
          { location: 'query', name: 'ref', isRequired: false },
        ],
      },
    ])
  })

  test('keeps an optional variable’s default', () => {
    const remote = { url: 'https://example.com/mcp?mode={mode}', variables: { mode: { default: 'safe' } } }
    expect(offerOf(remote).endpoints[0]?.url).toBe('https://example.com/mcp?mode=safe')
  })

  test('takes headers for the way in when an entry does not say how one signs in', () => {
    expect(offerOf({ headers: [{ ...key, isRequired: true }] }).methods).toEqual(['header'])
    expect(offerOf({ headers: [key] }).methods).toEqual(['none', 'header'])
    expect(offerOf({}).methods).toEqual(['none'])
  })
})
