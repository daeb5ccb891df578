import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readSettings } from '#lib/env.ts'
import { makeCertificate } from '#tests/support/mcp/certificate.ts'

/** What is said of settings that are wrong. */
function refusal(source: Record<string, string>): string {
  try {
    readSettings(source)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  throw new Error('These settings were taken.')
}

describe('JETWAY_OUTBOUND_PROXY', () => {
  test('is no proxy when it is not set, whatever the usual variables say', () => {
    expect(readSettings({ HTTPS_PROXY: 'http://proxy:3128' }).outboundProxy).toBeNull()
    expect(readSettings({ JETWAY_OUTBOUND_PROXY: '' }).outboundProxy).toBeNull()
  })

  test.each([
    ['http://proxy.corp:3128', { isSecure: false, host: 'proxy.corp', port: 3128, authorization: null }],
    ['http://proxy', { isSecure: false, host: 'proxy', port: 80, authorization: null }],
    ['https://10.0.0.1/', { isSecure: true, host: '10.0.0.1', port: 443, authorization: null }],
    ['http://[fd00::1]:8080', { isSecure: false, host: 'fd00::1', port: 8080, authorization: null }],
    ['http://user:p%40ss@proxy:1', { authorization: `Basic ${btoa('user:p@ss')}` }],
    ['http://user@proxy:1', { authorization: `Basic ${btoa('user:')}` }],
  ])('takes %s', (address, proxy) => {
    expect(readSettings({ JETWAY_OUTBOUND_PROXY: address }).outboundProxy).toMatchObject(proxy)
  })

  test.each([
    'proxy:3128',
    'proxy.example.com',
    'socks5://hunter2@proxy:1080',
    'http://user:hunter2@proxy:3128/path',
    'http://user:hunter2@proxy:99999',
    'http://user:%E0%A4%Ahunter2@proxy',
    'http://',
    'ENV',
  ])('refuses %s, and does not repeat it', (address) => {
    const said = refusal({ JETWAY_OUTBOUND_PROXY: address })
    expect(said).toContain('JETWAY_OUTBOUND_PROXY: must be the address of an http or https proxy')
    expect(said).not.toContain('hunter2')
  })
})

describe('JETWAY_OUTBOUND_PROXY=env', () => {
  const proxyOf = (source: Record<string, string>) =>
    readSettings({ JETWAY_OUTBOUND_PROXY: 'env', ...source }).outboundProxy

  test.each<[string, Record<string, string>]>([
    ['HTTPS_PROXY', { HTTPS_PROXY: 'http://wanted:1', HTTP_PROXY: 'http://other:2' }],
    ['HTTP_PROXY where that is all there is', { HTTP_PROXY: 'http://wanted:1' }],
    ['lower case before upper case', { https_proxy: 'http://wanted:1', HTTPS_PROXY: 'http://other:2' }],
    ['an address without http://, as curl does', { HTTPS_PROXY: 'wanted:1' }],
  ])('takes %s', (_what, source) => {
    expect(proxyOf(source)).toMatchObject({ host: 'wanted', port: 1 })
  })

  test('takes the exceptions of NO_PROXY, in lower case too', () => {
    expect(proxyOf({ HTTPS_PROXY: 'http://p', NO_PROXY: 'a.example' })?.skips('a.example', 443)).toBe(true)
    expect(proxyOf({ HTTPS_PROXY: 'http://p', no_proxy: 'a.example' })?.skips('a.example', 443)).toBe(true)
    expect(proxyOf({ HTTPS_PROXY: 'http://p' })?.skips('a.example', 443)).toBe(false)
  })

  test('refuses what the variables do not say, or say wrongly, without repeating it', () => {
    expect(refusal({ JETWAY_OUTBOUND_PROXY: 'env' })).toContain(
      'JETWAY_OUTBOUND_PROXY: is env, but HTTPS_PROXY is not set.',
    )
    const said = refusal({ JETWAY_OUTBOUND_PROXY: 'env', https_proxy: 'socks5://u:hunter2@p' })
    expect(said).toContain(
      'JETWAY_OUTBOUND_PROXY: is env, but https_proxy is not the address of an http or https proxy.',
    )
    expect(said).not.toContain('hunter2')
  })
})

describe('the exceptions of a proxy', () => {
  const skips = (exceptions: string, host: string, port = 443) =>
    readSettings({ JETWAY_OUTBOUND_PROXY: 'env', HTTPS_PROXY: 'http://p', NO_PROXY: exceptions }).outboundProxy?.skips(
      host,
      port,
    )

  test.each([
    ['*', 'any.example'],
    ['a.example', 'a.example'],
    ['a.example', 'b.a.example'],
    ['.a.example', 'b.a.example'],
    ['*.a.example', 'b.a.example'],
    ['x, A.Example. y', 'a.example'],
    ['a.example:443', 'a.example'],
    ['10.0.0.0/8', '10.1.2.3'],
    ['10.1.2.3', '10.1.2.3'],
    ['::1', '::1'],
    ['[fd00::1]:443', 'fd00::1'],
    ['fd00::/8', 'fd00::1'],
  ])('%j means %s', (exceptions, host) => {
    expect(skips(exceptions, host)).toBe(true)
  })

  test.each([
    ['a.example', 'nota.example'],
    ['a.example', 'a.example.evil.test'],
    ['*.a.example', 'a.example'],
    ['a.example:8443', 'a.example'],
    ['10.0.0.0/8', '11.0.0.1'],
    ['10.0.0.0/8', '10.0.0.1.evil.test'],
    ['', 'a.example'],
    [' , ', 'a.example'],
  ])('%j does not mean %s', (exceptions, host) => {
    expect(skips(exceptions, host)).toBe(false)
  })
})

describe('JETWAY_CA_FILE', () => {
  let folder: string
  const file = (name: string, content: string | Buffer) => {
    writeFileSync(join(folder, name), content)
    return join(folder, name)
  }
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'jetway-ca-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  test('is every certificate of the file, without what is said about them', () => {
    const [one, two] = [makeCertificate().cert, makeCertificate().cert]
    const path = file('two.pem', `\ufeff# ours\r\n${one}\nSubject: two\n${two.replaceAll('\n', '\r\n')}`)
    const found = readSettings({ JETWAY_CA_FILE: path }).JETWAY_CA_FILE
    expect(found.map((pem) => pem.replaceAll('\r', ''))).toEqual([one.trim(), two.trim()])
    expect(readSettings({}).JETWAY_CA_FILE).toEqual([])
  })

  test.each<[string, () => string]>([
    ['a file that is not there', () => join(folder, 'nowhere')],
    ['a folder', () => folder],
    ['an empty file', () => file('empty', '')],
    ['a text', () => file('text', 'not a certificate')],
    ['a key', () => file('key', makeCertificate().key)],
    ['bytes', () => file('der', Buffer.from([0x30, 0x82, 1, 2]))],
    ['a certificate that was cut', () => file('cut', makeCertificate().cert.slice(0, 200))],
    [
      'one bad certificate among good',
      () => file('bad', `${makeCertificate().cert}${makeCertificate().cert.replace('MII', 'AAA')}`),
    ],
  ])('refuses %s at the start', (_what, make) => {
    expect(refusal({ JETWAY_CA_FILE: make() })).toContain(
      'JETWAY_CA_FILE: must be a file that can be read and holds certificates in PEM form',
    )
  })
})
