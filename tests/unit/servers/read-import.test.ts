import { describe, expect, test } from 'vitest'
import { readImport } from '#lib/servers/onboarding/read-import.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

const secret = newSecret()
const settings = (server: object, list = 'mcpServers') => JSON.stringify({ [list]: { desk: server } })
/** As clients write it. */
const variable = (name: string) => `$\{${name}}`
const at = 'https://mcp.desk.example/mcp'

/** What stands in a client's settings, and what people are asked for. */
const headers: [what: string, given: Record<string, string>, asked: Record<string, string>, dropped: string[]][] = [
  ['a token', { Authorization: `Bearer ${secret}` }, { Authorization: 'Bearer {token}' }, ['Authorization']],
  [
    'a pair',
    { Authorization: `Basic ${secret}` },
    { Authorization: 'Basic base64({user}:{password})' },
    ['Authorization'],
  ],
  ['a key of its own', { 'X-Api-Key': secret }, { 'X-Api-Key': '{x_api_key}' }, ['X-Api-Key']],
  [
    'an input of VS Code',
    { Authorization: `Bearer ${variable('input:desk-token')}` },
    { Authorization: 'Bearer {desk_token}' },
    [],
  ],
  ['a variable', { 'X-Key': variable('env:DESK_KEY') }, { 'X-Key': '{desk_key}' }, []],
  ['a variable of a shell', { 'X-Key': '$DESK_KEY' }, { 'X-Key': '{desk_key}' }, []],
  ['two', { 'X-Key': secret, 'X-Team': '{team}' }, { 'X-Key': '{x_key}', 'X-Team': '{team}' }, ['X-Key']],
  ['what is not theirs to give', { Accept: 'text/event-stream', 'X-Key': secret }, { 'X-Key': '{x_key}' }, ['X-Key']],
  ['nothing', {}, {}, []],
]

describe('the settings of a client', () => {
  test.each(headers)('with %s become what people are asked for', (_what, given, asked, dropped) => {
    const { servers } = readImport(settings({ type: 'http', url: at, headers: given }))
    expect(servers).toMatchObject([{ name: 'desk', url: at, dropped }])
    const inputs = servers[0]?.inputs ?? []
    expect(Object.fromEntries(inputs.map(({ name, template }) => [name, template]))).toEqual(asked)
    for (const { fields } of inputs) for (const field of fields) expect(field.isSecret).toBe(true)
    expect(JSON.stringify(servers)).not.toContain(secret)
  })

  test.each([
    ['mcpServers', 'url'],
    ['servers', 'url'],
    ['mcpServers', 'serverUrl'],
    ['mcpServers', 'httpUrl'],
  ])('are found as %s, with %s', (list, member) => {
    expect(readImport(settings({ [member]: at }, list)).servers).toMatchObject([{ name: 'desk', url: at }])
  })

  test('have a key in the address taken out', () => {
    const { servers } = readImport(settings({ url: `${at}?v=2&api_key=${secret}` }))
    expect(servers[0]).toMatchObject({ url: at.concat('?v=2'), dropped: ['api_key'] })
    expect(servers[0]?.inputs).toMatchObject([{ location: 'query', name: 'api_key', template: '{api_key}' }])
    expect(JSON.stringify(servers)).not.toContain(secret)
  })

  test.each([
    ['a program', { command: 'npx', args: ['desk'], env: { KEY: secret } }, 'runs on somebody'],
    ['the old transport', { type: 'sse', url: at }, 'SSE'],
    ['no address', { url: 'desk' }, 'http'],
  ])('with %s say what cannot be used', (_what, server, why) => {
    const read = readImport(settings(server))
    expect(read).toMatchObject({ servers: [], others: [{ name: 'desk', why: expect.stringContaining(why) }] })
    expect(JSON.stringify(read)).not.toContain(secret)
  })
})

describe('an entry of the registry', () => {
  const entry = {
    name: 'com.example/desk',
    description: 'A desk.',
    version: '1.0.0',
    remotes: [
      {
        type: 'streamable-http',
        url: at,
        headers: [{ name: 'X-Key', description: 'The key of your desk.', isRequired: true, isSecret: true }],
      },
    ],
  }

  test.each([
    ['alone', entry],
    ['as its API answers it', { server: entry, _meta: {} }],
    ['in a list', { servers: [{ server: entry }] }],
    ['with a byte order mark', entry],
  ])('is read %s', (what, content) => {
    const text = (what.includes('byte') ? '\uFEFF' : '') + JSON.stringify(content)
    expect(readImport(text).servers).toMatchObject([
      { name: 'com.example/desk', description: 'A desk.', url: at, inputs: [{ name: 'X-Key', isRequired: true }] },
    ])
  })
})

test.each([
  ['no JSON', 'KEY=1', /not JSON/],
  ['an empty list', '{"mcpServers":{}}', /No server/],
])('%s is refused in a sentence', (_what, text, message) => {
  expect(() => readImport(text)).toThrow(
    expect.objectContaining({ details: { fields: { 'secret.text': expect.stringMatching(message) } } }),
  )
})

test.each([
  ['another kind of file', '{"name":"desk","dependencies":{}}'],
  ['a number', '7'],
  ['nothing', '{}'],
])('%s has no server in it that can be used, and why is said', (_what, text) => {
  expect(readImport(text)).toMatchObject({ servers: [], others: [{ why: expect.stringContaining('cannot be used') }] })
})
