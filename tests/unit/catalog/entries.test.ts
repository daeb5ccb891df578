import { describe, expect, test } from 'vitest'
import { readEntries } from '#lib/catalog/read-entries.ts'
import { catalogEntry, publishedKey, toEntryKey, toEntryName } from '#lib/catalog/schema.ts'
import shipped from '../../../catalog/servers.json' with { type: 'json' }

const publisherBytesMax = 4096

describe('the shipped catalog', () => {
  test.each(shipped.map((entry) => [entry.name, entry] as const))(
    '%s is valid server.json to the letter',
    (_, entry) => {
      expect(catalogEntry.parse(entry)).toEqual(entry)
    },
  )

  test('has 82 entries, each name once', () => {
    expect(shipped).toHaveLength(82)
    expect(new Set(shipped.map(({ name }) => name)).size).toBe(82)
  })

  test('keeps within what the official registry lets a publisher add', () => {
    for (const { _meta } of shipped) {
      expect(Object.keys(_meta)).toEqual([publishedKey])
      expect(JSON.stringify(_meta[publishedKey]).length).toBeLessThanOrEqual(publisherBytesMax)
    }
  })

  test('names related servers that exist', () => {
    const entries = readEntries(shipped, 'catalog/servers.json')
    const names = new Set(entries.map(({ entry }) => entry.name))
    const missing = entries.flatMap(({ published }) => published.relatedServers).filter((name) => !names.has(name))
    expect(missing).toEqual([])
  })

  test('holds no secret by mistake', () => {
    const values = JSON.stringify(shipped).match(/"(default|value)": ?"[^"]*"/g) ?? []
    expect(values.filter((value) => /dG9rO[A-Za-z0-9]|xox[bp]-\w|ghp_\w/.test(value))).toEqual([])
  })
})

const minimal = { name: 'com.example/thing', description: 'A thing.', version: '1.0.0' }

describe('readEntries', () => {
  test('takes one entry or a list', () => {
    expect(readEntries(minimal, 'a.json')).toHaveLength(1)
    expect(readEntries([minimal, { ...minimal, name: 'com.example/other' }], 'a.json')).toHaveLength(2)
  })

  test('accepts snake_case keys, but keeps the names of variables and what is under _meta', () => {
    const [read] = readEntries(
      {
        ...minimal,
        website_url: 'https://example.com',
        remotes: [
          {
            type: 'streamable-http',
            url: 'https://example.com/mcp',
            headers: [
              {
                name: 'Authorization',
                is_required: true,
                value: 'Bearer {access_token}',
                variables: { access_token: { is_secret: true } },
              },
            ],
          },
        ],
        _meta: { 'com.example/own_key': { some_key: 1 } },
      },
      'a.json',
    )
    expect(read?.entry.websiteUrl).toBe('https://example.com')
    expect(read?.entry.remotes?.[0]?.headers?.[0]).toMatchObject({
      isRequired: true,
      variables: { access_token: { isSecret: true } },
    })
    expect(read?.entry._meta).toEqual({ 'com.example/own_key': { some_key: 1 } })
  })

  test('drops keys it does not know', () => {
    const [read] = readEntries(
      { ...minimal, status: 'active', remotes: [{ type: 'sse', url: 'https://e.com/sse', x: 1 }] },
      'a.json',
    )
    expect(read?.entry).toEqual({ ...minimal, remotes: [{ type: 'sse', url: 'https://e.com/sse' }] })
  })

  test.each([
    ['a name without a slash', { ...minimal, name: 'thing' }, /entry 1 \(thing\): name: Must be a name/],
    ['a range for a version', { ...minimal, version: '^1.2.0' }, /version: Must be one version/],
    ['a wildcard for a version', { ...minimal, version: '1.x' }, /version: Must be one version/],
    ['a description that is too long', { ...minimal, description: 'x'.repeat(101) }, /description/],
    [
      'a remote that is no web address',
      { ...minimal, remotes: [{ type: 'sse', url: 'ftp://e.com' }] },
      /remotes.0.url/,
    ],
    ['a link that would run as a script', { ...minimal, websiteUrl: 'javascript:alert(1)' }, /websiteUrl/],
    [
      'a wrong block under _meta',
      { ...minimal, _meta: { [publishedKey]: { categories: 'one' } } },
      /_meta: categories/,
    ],
    ['something else altogether', 'text', /entry 1: /],
  ])('refuses %s and names the file and the entry', (_, entry, sentence) => {
    expect(() => readEntries([entry], 'own/a.json')).toThrow(sentence)
    expect(() => readEntries([entry], 'own/a.json')).toThrow('own/a.json')
  })
})

test('an entry’s key is its name in one part of an address', () => {
  expect(toEntryKey('com.intercom/mcp')).toBe('com.intercom~mcp')
  expect(toEntryName('com.intercom~mcp')).toBe('com.intercom/mcp')
  for (const { name } of shipped) {
    expect(toEntryName(toEntryKey(name))).toBe(name)
    expect(encodeURIComponent(toEntryKey(name))).toBe(toEntryKey(name))
  }
})
