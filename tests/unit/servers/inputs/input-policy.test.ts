import { describe, expect, test } from 'vitest'
import { fieldsOfTemplate, findDuplicate, refuseHeaderName, refuseTemplate } from '#lib/servers/inputs/input-policy.ts'
import type { Location } from '#lib/servers/inputs/key-of.ts'

describe('refuseHeaderName', () => {
  test.each([
    ...['Authorization', 'X-Api-Key', 'DD_API_KEY', 'x-read-only', 'wix-account-id', 'x.y', "odd!#$%&'*+.^_`|~name"],
    ...['User-Agent', 'Mcp-Api-Key', 'MCP-Anything-Later', 'X-MCP-Toolsets', 'X-Mcp-Session-Id'],
    ...['Proxy-Token', 'Proxy', 'Sec-Fetch-Site', 'Origin', 'Referer', 'Cookie', 'Access-Control-Request-Method'],
    ...['constructor', 'prototype', 'toString', 'hasOwnProperty', '__defineGetter__', 'valueOf'],
  ])('allows %s', (name) => {
    expect(refuseHeaderName(name)).toBeNull()
  })

  test.each([
    'Connection',
    'Keep-Alive',
    'TE',
    'Trailer',
    'Upgrade',
    'HTTP2-Settings',
    'Expect',
    'Transfer-Encoding',
    'Content-Length',
    'Content-Type',
    'Content-Encoding',
    'Accept',
    'Accept-Encoding',
    'Host',
    'Forwarded',
    'Via',
    'X-Real-IP',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'Last-Event-ID',
    'X-HTTP-Method-Override',
    'X-HTTP-Method',
    'X-Method-Override',
    'Mcp-Session-Id',
    'MCP-Protocol-Version',
    'Mcp-Method',
    'Mcp-Name',
    'Mcp-Param-Region',
    'Proxy-Authenticate',
    'Proxy-Authentication-Info',
    'Proxy-Authorization',
    'Proxy-Connection',
    '__proto__',
  ])('refuses %s in any case, with the reason', (name) => {
    for (const spelling of [name, name.toLowerCase(), name.toUpperCase()]) {
      expect(refuseHeaderName(spelling)).toMatch(new RegExp(`^${spelling} cannot be set: .{20,}\\.$`))
    }
  })

  test.each([
    ['nothing', ''],
    ['a space', 'X Api Key'],
    ['a colon', 'X-Api-Key:'],
    ['a pseudo header', ':authority'],
    ['a line break (it would start another header)', 'X-A\r\nX-B'],
    ['a lone line feed', 'X-A\n'],
    ['a NUL', 'X-A\0'],
    ['an accent', 'X-Clé'],
    ['a full-width letter', 'Ｘ-Api'],
    ['a tab', 'X\tA'],
    ['a name that is too long', 'x'.repeat(129)],
  ])('refuses %s', (_, name) => {
    expect(refuseHeaderName(name)).toMatch(/\.$/)
  })
})

describe('refuseTemplate', () => {
  test.each([
    ['Bearer {access_token}', ['access_token']],
    ['{id}:{secret}', ['id', 'secret']],
    ['{token} {token}', ['token']],
    ['true', []],
    ['Token token="{token}"', ['token']],
    ['{toString}{hasOwnProperty}', ['toString', 'hasOwnProperty']],
  ])('allows %s', (template, fields) => {
    expect(refuseTemplate(template, fields)).toBeNull()
  })

  test.each([
    ['an unknown field', 'Bearer {token}', ['access_token'], '{token} is not one of'],
    ['a field that is declared and not used', 'Bearer', ['token'], 'The field token is not used'],
    ['nothing', '  ', [], 'Give it a value'],
    ['a line break (it would start another header)', 'Bearer\r\nX: {token}', ['token'], 'printable ASCII'],
    ['an accent', 'Schlüssel {token}', ['token'], 'printable ASCII'],
    ['a typographic quote', 'Token “{token}”', ['token'], 'printable ASCII'],
    ['a NUL', 'a\0b', [], 'printable ASCII'],
    ['spaces around', ' Bearer {token}', ['token'], 'spaces'],
    ['an open brace', 'Bearer {token', [], 'brace'],
    ['a closing brace alone', 'Bearer token}', [], 'brace'],
    ['braces in braces', '{{token}}', ['token'], 'brace'],
    ['an empty field', 'Bearer {}', [], 'no field name'],
    ['the spelling of a shell', 'Bearer \u0024{token}', ['token'], 'written in braces: Bearer {token}'],
    ['a placeholder in prose', 'Bearer <your token>', [], 'written in braces: Bearer {your_token}'],
    ['a placeholder in capitals', 'YOUR_API_KEY', [], 'written in braces: {API_KEY}'],
    ['a field name with a dash', 'Bearer {my-token}', [], 'no field name'],
    ['a field name that no form carries', '{constructor}', ['constructor'], 'no field name'],
    ['the prototype of everything', '{__proto__}', ['__proto__'], 'no field name'],
  ])('refuses %s', (_, template, fields, sentence) => {
    expect(refuseTemplate(template, fields)).toContain(sentence)
  })
})

test('the fields of a template come in order, each once', () => {
  expect(fieldsOfTemplate('{b}:{a} {b}')).toEqual(['b', 'a'])
})

test('duplicates are found, of headers whatever their case', () => {
  const at = (location: Location) => (name: string) => ({ location, name })
  const headers = ['X-Api-Key', 'Accept-Language', 'x-api-key'].map(at('header'))
  expect(findDuplicate(headers)).toBe(headers[2])
  expect(findDuplicate(['X-Api-Key', 'X-Api-Id'].map(at('header')))).toBeNull()
  expect(findDuplicate(['key', 'Key'].map(at('query')))).toBeNull()
  expect(findDuplicate([at('query')('key'), at('header')('key')])).toBeNull()
})
