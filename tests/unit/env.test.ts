import { afterEach, describe, expect, test } from 'vitest'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { env, provideEnv, readSettings } from '#lib/env.ts'

const saidOf = (settings: Record<string, string>) => {
  try {
    readSettings(settings)
    return 'nothing'
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

describe('JETWAY_URL', () => {
  const urlFor = (JETWAY_URL: string) => {
    provideEnv({ databaseUrl: 'postgresql://x', masterKey: newMasterKey() }, readSettings({ JETWAY_URL }))
    return env().url
  }
  afterEach(() => provideEnv({ databaseUrl: 'postgresql://x', masterKey: newMasterKey() }, readSettings({})))

  test.each([
    ['https://jetway.example.com', 'https://jetway.example.com'],
    ['https://jetway.example.com/', 'https://jetway.example.com'],
    ['HTTPS://Jetway.Example.com:443', 'https://jetway.example.com'],
    ['http://10.0.0.9:3000/', 'http://10.0.0.9:3000'],
  ])('may be %s', (given, url) => expect(urlFor(given)).toBe(url))

  test.each([
    ['https://example.com/jetway', 'must not have a path: Jetway needs a host name of its own.'],
    ['https://example.com//', 'must not have a path: Jetway needs a host name of its own.'],
    ['https://example.com/?x=1', 'must end with the host: Jetway adds paths and queries itself.'],
    ['https://example.com#x', 'must end with the host: Jetway adds paths and queries itself.'],
    ['https://mia:secret@example.com', 'must not have a user name or a password: it is shown to everyone.'],
    ['jetway.example.com', 'must be an address such as https://jetway.example.com.'],
    ['ftp://jetway.example.com', 'must be an address such as https://jetway.example.com.'],
    ['https://', 'must be an address such as https://jetway.example.com.'],
  ])('stops the start when it is %s, with the reason and without the value', (JETWAY_URL, reason) =>
    expect(saidOf({ JETWAY_URL })).toBe(`Some settings are wrong:\n  JETWAY_URL: ${reason}`),
  )
})

describe('JETWAY_ALLOW_HOSTS', () => {
  test('is a list of names, with or without a port', () => {
    const hosts = ['jetway.internal', 'jetway.internal:3000', '10.0.0.9:3000', '[::1]:3000']
    expect(readSettings({ JETWAY_ALLOW_HOSTS: hosts.join(', ') }).JETWAY_ALLOW_HOSTS).toEqual(hosts)
    expect(readSettings({}).JETWAY_ALLOW_HOSTS).toEqual([])
  })

  test.each([
    ['https://jetway.internal', 'is a whole address: give its host, such as jetway.internal or jetway.internal:3000.'],
    ['*.internal', 'has a wildcard: name each host.'],
    ['jetway.internal/mcp', 'is no host name: give one such as jetway.internal or jetway.internal:3000.'],
    ['jetway.internal:http', 'is no host name: give one such as jetway.internal or jetway.internal:3000.'],
  ])('stops the start when %s is in it', (entry, reason) =>
    expect(saidOf({ JETWAY_ALLOW_HOSTS: `jetway.internal,${entry}` })).toBe(
      `Some settings are wrong:\n  JETWAY_ALLOW_HOSTS: ${entry} ${reason}`,
    ),
  )
})

describe('JETWAY_ALLOW_ORIGINS', () => {
  test.each([
    'https://app.example.com',
    'http://localhost:6274',
    'https://app.example.com/',
    'null',
    'file://',
    'app://obsidian.md',
    'tauri://localhost',
    'vscode-webview://1j3k5abc',
    'vscode-webview://*',
    'chrome-extension://abcdefghijklmnop',
    'moz-extension://*',
  ])('may name %s', (origin) => expect(saidOf({ JETWAY_ALLOW_ORIGINS: origin })).toBe('nothing'))

  test.each([
    ['*', 'would let every page in: name each origin.'],
    ['https://*', 'has a wildcard: name each host.'],
    ['https://*.example.com', 'has a wildcard: name each host.'],
    ['app://*.md', 'is no origin: give one as browsers send it, such as https://app.example.com, without a path.'],
    [
      'https://app.example.com/x',
      'is no origin: give one as browsers send it, such as https://app.example.com, without a path.',
    ],
    ['app.example.com', 'is no origin: give one as browsers send it, such as https://app.example.com, without a path.'],
  ])('stops the start when it names %s', (entry, reason) =>
    expect(saidOf({ JETWAY_ALLOW_ORIGINS: entry })).toBe(
      `Some settings are wrong:\n  JETWAY_ALLOW_ORIGINS: ${entry} ${reason}`,
    ),
  )

  test('stops the start without repeating a password', () => {
    const said = saidOf({
      JETWAY_ALLOW_ORIGINS: 'https://mia:secret@app.example.com',
      JETWAY_ALLOW_HOSTS: 'mia:secret@x',
    })
    expect(said).not.toContain('secret')
  })
})

describe.each(['JETWAY_MASTER_KEY', 'JETWAY_MASTER_KEY_PREVIOUS'])('%s', (name) => {
  const key = newMasterKey()

  test.each([key.slice(1), `${key}A`, `+${key.slice(1)}`, ` ${key}`, `${key}\n`, `${key}==`, 'changeme'])(
    'stops the start when it is none, without being repeated',
    (text) => {
      expect(saidOf({ [name]: text })).toBe(
        `Some settings are wrong:\n  ${name}: must be 32 bytes in base64url (43 characters)`,
      )
    },
  )
})

test('every wrong setting and every wrong entry has its own line', () => {
  const said = saidOf({ JETWAY_ALLOW_HOSTS: '*,x/y', JETWAY_ALLOW_ORIGINS: '*', JETWAY_URL: 'x' })
  expect(said.split('\n')).toHaveLength(5)
})
