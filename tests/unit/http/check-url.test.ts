import { describe, expect, test } from 'vitest'
import { checkUrl } from '#lib/http/check-url.ts'
import { isNetwork, type OutboundPolicy } from '#lib/http/policy.ts'

const closed: OutboundPolicy = { allowNetworks: [] }
const open = { allowNetworks: ['127.0.0.0/8', '::1/128'] }
const reasonOf = (raw: string, policy = closed) => {
  const checked = checkUrl(raw, policy)
  return checked.ok ? 'ok' : checked.reason
}

describe('checkUrl', () => {
  test.each([
    'https://mcp.intercom.com/mcp',
    ' https://example.com:8443/a?b=c ',
    'https://1.1.1.1/',
    'https://[2606:4700::1111]/mcp',
    'HTTPS://EXAMPLE.com',
  ])('takes %s', (raw) => {
    expect(reasonOf(raw)).toBe('ok')
  })

  test.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f.1/',
    'https://0177.0.0.1/',
    'https://017700000001/',
    'https://2130706433/',
    'https://127.0.0.1./',
    'https://127%2e0%2e0%2e1/',
    'https://127。0。0。1/',
    'https://①②⑦.0.0.1/',
    'https://[::1]/',
    'https://[::]/',
    'https://[0:0:0:0:0:0:0:1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[::ffff:7f00:1]/',
    'https://[::127.0.0.1]/',
    'https://[64:ff9b::7f00:1]/',
    'https://localhost/',
    'https://LOCALHOST./',
    'https://db.localhost/',
    'https://0/',
    'https://10.0.0.1/',
    'https://169.254.169.254/latest/meta-data/',
    'https://[fd00:ec2::254]/',
    'https://255.255.255.255/',
  ])('refuses %s, a private address', (raw) => {
    expect(reasonOf(raw)).toBe('private_address')
  })

  test.each([
    ['', 'malformed'],
    ['example.com/mcp', 'malformed'],
    ['https:example.com', 'malformed'],
    ['https:\\\\127.0.0.1', 'malformed'],
    ['https://exa\tmple.com/', 'malformed'],
    ['https://exam\u200bple.com/', 'malformed'],
    ['https://example.com/\r\nx: y', 'malformed'],
    ['https://[fe80::1%25eth0]/', 'malformed'],
    ['https://[fe80::1%eth0]/', 'malformed'],
    ['https://1.1.1.1.1/', 'malformed'],
    ['https://', 'malformed'],
    ['https://.../', 'malformed'],
    [`https://example.com/${'a'.repeat(2_048)}`, 'malformed'],
    ['http://example.com/', 'scheme'],
    ['http://1.1.1.1/', 'scheme'],
    ['ftp://example.com/', 'scheme'],
    ['file:///etc/passwd', 'scheme'],
    ['gopher://example.com/', 'scheme'],
    ['https://user@example.com/', 'credentials_in_url'],
    ['https://user:secret@example.com/', 'credentials_in_url'],
    ['https://:secret@example.com/', 'credentials_in_url'],
    ['https://example.com/#a', 'fragment'],
    ['https://example.com/#', 'fragment'],
  ])('refuses %j as %s', (raw, reason) => {
    expect(reasonOf(raw)).toBe(reason)
  })

  test('lets plain http into opened networks only', () => {
    expect(reasonOf('http://127.0.0.1:3000/mcp', open)).toBe('ok')
    expect(reasonOf('http://localhost:3000/mcp', open)).toBe('ok')
    expect(reasonOf('http://[::1]:3000/mcp', open)).toBe('ok')
    expect(reasonOf('http://1.1.1.1/', open)).toBe('scheme')
    expect(reasonOf('http://10.0.0.1/', open)).toBe('private_address')
  })

  test('leaves plain http to a name to the dial when any network is opened', () => {
    expect(reasonOf('http://stand-in/mcp', open)).toBe('ok')
  })

  test('takes the trailing dot off a name', () => {
    const checked = checkUrl('https://example.com./mcp', closed)
    expect(checked.ok && checked.url.href).toBe('https://example.com/mcp')
  })

  test('never repeats a password in its sentence', () => {
    expect(JSON.stringify(checkUrl('https://user:hunter2@example.com/', closed))).not.toContain('hunter2')
  })
})

describe('isNetwork', () => {
  test('knows networks from typing mistakes', () => {
    expect(['10.0.0.0/8', '::1/128'].every(isNetwork)).toBe(true)
    expect(['10.0.0.0', '10.0.0.0/33', 'lan', ''].some(isNetwork)).toBe(false)
  })
})
