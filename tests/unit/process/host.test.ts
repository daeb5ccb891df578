import { describe, expect, test } from 'vitest'
import { hostOf, isNameless } from '#lib/process/host.ts'

describe('hostOf', () => {
  test.each([
    ['Name.Test', 'name.test'],
    ['name.test:443', 'name.test'],
    ['name.test:', 'name.test'],
    ['name.test.', 'name.test'],
    ['name.test.:8443', 'name.test:8443'],
    ['name.test:80', 'name.test:80'],
    ['[2001:DB8::0:1]:443', '[2001:db8::1]'],
    ['127.1', '127.0.0.1'],
    ['bücher.test', 'xn--bcher-kva.test'],
  ])('reads %s as %s', (text, host) => expect(hostOf(text, 'https:')).toBe(host))

  test.each([
    '',
    ' ',
    'a b',
    'mia@name.test',
    'name.test/x',
    'name.test?x',
    'name.test#x',
    'name.test\\x',
    'a:b',
    'a:99999',
    '[::1',
  ])('reads no host in %j', (text) => expect(hostOf(text, 'https:')).toBeNull())
})

describe('isNameless', () => {
  test.each(['10.0.0.9', '10.0.0.9:3000', '[::1]', '[2001:db8::1]:80', 'localhost', 'localhost:3000'])(
    'is true of %s',
    (host) => expect(isNameless(host)).toBe(true),
  )

  test.each(['name.test', '10.0.0.9.name.test', 'localhost.name.test', 'xlocalhost'])('is not true of %s', (host) =>
    expect(isNameless(host)).toBe(false),
  )
})
