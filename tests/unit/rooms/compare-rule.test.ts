import { expect, test } from 'vitest'
import { findingsIn } from '#tests/support/lint/findings-in.ts'

const inServers = { file: 'lib/servers/planted.ts', rule: 'plugin' }

const careless = [
  'row.tokenHash === given',
  'given !== row.tokenHash',
  'row.secretHash == given',
  'hash != given',
  'hashToken(text) === given',
  'given === sha256Digest(text)',
  'sign(key, text) === signature',
  'session.token === cookie',
  'password !== repeated',
  'a.mac === b',
  'stored.equals(given)',
  'Buffer.compare(stored, given) === 0',
  'timingSafeEqual(stored, given)',
]

const harmless = [
  'row.tokenHash === null',
  'secret !== undefined',
  "url.password !== ''",
  'tokens === 3',
  'equalBytes(row.tokenHash, hashToken(text))',
  'row.hashes.length === 2',
]

test('a comparison of secrets whose time tells where they differ fails the lint', () => {
  expect(findingsIn(careless, inServers)).toEqual(careless)
})

test('other comparisons do not', () => expect(findingsIn(harmless, inServers)).toEqual([]))

test('the one place that may do it is lib/crypto/compare.ts', () => {
  expect(findingsIn(['timingSafeEqual(stored, given)'], { file: 'lib/crypto/compare.ts', rule: 'plugin' })).toEqual([])
})
