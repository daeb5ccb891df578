import { describe, expect, test } from 'vitest'
import { readEntries, readFileEntries } from '#lib/catalog/read-entries.ts'
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

describe('an entry as it is found', () => {
  const official = 'io.modelcontextprotocol.registry/official'
  const remote = { type: 'streamable-http', url: 'https://example.com/mcp' }
  const current = { ...minimal, remotes: [remote] }
  const answered = (server: object, said: object = {}) => ({ server, _meta: { [official]: said } })
  const versionsOf = (content: unknown) => readEntries(content, 'a.json').map(({ entry }) => entry.version)

  test('is read as the registry’s API answers it, with what its publisher and the registry say', () => {
    const server = { ...current, _meta: { [publishedKey]: { categories: ['Support'] } } }
    const [read] = readEntries(answered(server, { status: 'active' }), 'a.json')
    expect(read?.entry).toMatchObject(current)
    expect(read?.published.categories).toEqual(['Support'])
    expect(read?.entry._meta).toMatchObject({ [official]: { status: 'active' } })
  })

  test.each([
    ['a page of the API', { servers: [answered(current)], metadata: { nextCursor: 'x', count: 1 } }],
    ['a page of the API before it wrapped entries', { servers: [{ ...current, _meta: { [official]: {} } }] }],
    ['a list of what it answers', [answered(current)]],
    ['an empty repository', { ...current, repository: { url: '', source: '' } }],
    ['null for nothing', { ...current, packages: null, websiteUrl: null, title: null }],
    ['an empty website', { ...current, websiteUrl: '' }],
    ['a version in detail', { ...current, version: undefined, version_detail: { version: '1.0.0', is_latest: true } }],
    ['packages of an earlier version', { ...current, packages: [{ registry_name: 'npm', name: 'x', version: '1' }] }],
  ])('is read from %s', (_, content) => {
    expect(readEntries(content, 'a.json').map(({ entry }) => entry)).toMatchObject([current])
  })

  test.each([
    ['transport_type', { transport_type: 'streamable' }],
    ['transportType', { transportType: 'streamable-http' }],
    ['transport', { transport: 'http' }],
    ['transport as an object', { transport: { type: 'streamable_http' } }],
    ['another spelling of the type', { type: 'streamableHttp' }],
  ])('has its transport in %s', (_, spelled) => {
    const [read] = readEntries({ ...minimal, remotes: [{ ...spelled, url: remote.url }] }, 'a.json')
    expect(read?.entry.remotes).toEqual([remote])
  })

  test.each([
    ['key for name', [{ key: 'X-Api_Key', value: 'v', required: true, secret: true }]],
    ['snake_case', [{ name: 'X-Api_Key', value: 'v', is_required: true, is_secret: true }]],
  ])('has its headers with %s', (_, headers) => {
    const [read] = readEntries({ ...minimal, remotes: [{ ...remote, headers }] }, 'a.json')
    expect(read?.entry.remotes?.[0]?.headers).toEqual([
      { name: 'X-Api_Key', value: 'v', isRequired: true, isSecret: true },
    ])
  })

  test('has its headers as names and values, as clients write them', () => {
    const headers = { X_own_Key: 'v', Authorization: 'Bearer <token>' }
    const [read] = readEntries({ ...minimal, remotes: [{ ...remote, headers }] }, 'a.json')
    expect(read?.entry.remotes?.[0]?.headers).toEqual([
      { name: 'X_own_Key', value: 'v' },
      { name: 'Authorization', value: 'Bearer <token>' },
    ])
  })

  test('is the latest of its versions, wherever it stands, and none that was deleted', () => {
    const old = answered({ ...current, version: '1.0.0' }, { isLatest: false })
    const latest = answered({ ...current, version: '2.0.0' }, { isLatest: true })
    expect(versionsOf({ servers: [latest, old] })).toEqual(['2.0.0'])
    expect(versionsOf([old, latest])).toEqual(['2.0.0'])
    expect(versionsOf(old)).toEqual(['1.0.0'])
    expect(versionsOf(answered({ ...current, version: '2.0.0' }, { is_latest: true }))).toEqual(['2.0.0'])
    expect(versionsOf([answered(current, { status: 'deleted', isLatest: true })])).toEqual([])
    expect(versionsOf([{ ...current, status: 'deleted' }])).toEqual([])
  })

  test('is named by its place in the file, also behind others that are left out', () => {
    const deleted = answered(current, { status: 'deleted' })
    expect(() => readEntries({ servers: [deleted, answered({ name: 'no' })] }, 'a.json')).toThrow('entry 2 (no)')
  })

  test.each([null, 7, 'text', [[]], [null], { servers: {} }, { server: 'x' }, { server: {} }, { mcpServers: {} }])(
    'is refused in a sentence when it is %j',
    (content) => {
      expect(() => readEntries(content, 'a.json')).toThrow(/^The catalog file a\.json cannot be used: entry 1/)
    },
  )
})

describe('a file', () => {
  const text = JSON.stringify([minimal], null, 2)
  const bytes = (content: string, encoding: BufferEncoding = 'utf8') => Buffer.from(content, encoding)

  test.each([
    ['UTF-8', bytes(text)],
    ['UTF-8 with a byte order mark', bytes(`\ufeff${text}`)],
    ['UTF-16, as PowerShell writes it', bytes(`\ufeff${text}`, 'utf16le')],
    ['UTF-16 the other way round', bytes(`\ufeff${text}`, 'utf16le').swap16()],
    ['lines of Windows', bytes(text.replaceAll('\n', '\r\n'))],
  ])('is read in %s', (_, content) => {
    expect(readFileEntries(content, 'a.json')).toHaveLength(1)
  })

  test.each([
    ['nothing', '', 'it is empty.'],
    ['spaces', ' \n', 'it is empty.'],
    ['a comma too many in a list', '[\n  {},\n]', 'a comma too many in line 2.'],
    ['a comma too many in an object', '{\n"a": ",]",\n\n}', 'a comma too many in line 2.'],
    ['a comment', '{\n  // ours\n}', 'a comment in line 2, and JSON has none.'],
    ['a block of comment', '/* ours */ {}', 'a comment in line 1, and JSON has none.'],
    ['half of it', text.slice(0, 40), 'it ends in the middle.'],
    ['half of a text', '[{"name": "com.ac', 'it ends in the middle.'],
    ['something else', '<html>', 'it is not valid JSON'],
    ['lists without end', `${'{"servers":['.repeat(100_000)}1${']}'.repeat(100_000)}`, 'it is nested too deep.'],
    ['wrappers without end', `${'{"server":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'it is nested too deep.'],
    ['a missing comma', '{"a": "//" "b": ",}"}', 'it is not valid JSON.'],
  ])('with %s is refused, and the sentence says what is wrong', (_, content, sentence) => {
    expect(() => readFileEntries(bytes(content), 'a.json')).toThrow(
      expect.objectContaining({ message: expect.stringContaining(sentence) }),
    )
  })

  test('of no text is refused', () => {
    expect(() => readFileEntries(Buffer.from([0x80, 0x81]), 'a.json')).toThrow('it is not text in UTF-8.')
    expect(() => readFileEntries(Buffer.from([0xff, 0xfe, 0x00, 0xd8]), 'a.json')).toThrow('it is not text')
  })

  test('with a fault is read to it at once, however large it is', () => {
    const started = performance.now()
    const huge = `[${'"a", '.repeat(1_000_000)}${' '.repeat(1_000_000)},`
    expect(() => readFileEntries(bytes(huge), 'a.json')).toThrow('it ends in the middle')
    expect(performance.now() - started).toBeLessThan(5_000)
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
