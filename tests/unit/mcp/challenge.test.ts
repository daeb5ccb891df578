import { describe, expect, test } from 'vitest'
import { describeChallenge, findChallenge, parseChallenges } from '#lib/mcp/challenge.ts'

describe('parseChallenges', () => {
  test("reads Intercom's", () => {
    const header = 'Bearer realm="OAuth", error="invalid_token", error_description="Missing or invalid access token"'
    expect(parseChallenges(header)).toEqual([
      {
        scheme: 'Bearer',
        params: { realm: 'OAuth', error: 'invalid_token', error_description: 'Missing or invalid access token' },
      },
    ])
  })

  test.each<[string, unknown]>([
    ['', []],
    ['Bearer', [{ scheme: 'Bearer', params: {} }]],
    [
      'Negotiate, Basic realm=x',
      [
        { scheme: 'Negotiate', params: {} },
        { scheme: 'Basic', params: { realm: 'x' } },
      ],
    ],
    [
      'Basic realm="a, b", Bearer scope="x y"',
      [
        { scheme: 'Basic', params: { realm: 'a, b' } },
        { scheme: 'Bearer', params: { scope: 'x y' } },
      ],
    ],
    ['bearer REALM = "a \\"b\\" \\\\"', [{ scheme: 'bearer', params: { realm: 'a "b" \\' } }]],
    ['Bearer realm="a",realm="b", ,charset=""', [{ scheme: 'Bearer', params: { realm: 'a', charset: '' } }]],
    ['Bearer __proto__="x", constructor="y"', [{ scheme: 'Bearer', params: { constructor: 'y' } }]],
    ['Bearer realm="never closed', [{ scheme: 'Bearer', params: { realm: '' } }]],
    ['="x"', []],
  ])('reads %j', (header, challenges) => {
    expect(parseChallenges(header)).toEqual(challenges)
  })

  test('takes no time over a hostile header', () => {
    const started = performance.now()
    for (const header of ['a'.repeat(1e6), 'a=,'.repeat(1e6), `Bearer a="${'\\'.repeat(1e6)}`, ` ,${' '.repeat(1e6)}`])
      parseChallenges(header)
    expect(performance.now() - started).toBeLessThan(1_000)
  })
})

describe('findChallenge', () => {
  test('prefers Bearer', () => {
    expect(findChallenge('Basic realm="x", Bearer')?.scheme).toBe('Bearer')
    expect(findChallenge('Basic realm="x"')?.scheme).toBe('Basic')
    expect(findChallenge(null)).toBeNull()
  })
})

describe('describeChallenge', () => {
  test.each([
    ['Bearer', 'and asks for a Bearer token'],
    ['Bearer resource_metadata="https://a"', 'and asks for a Bearer token, with a sign-in by OAuth'],
    ['Basic', 'and asks for a user name and password (Basic)'],
    ['DPoP', 'and asks for a sign-in by DPoP'],
    ['', 'without saying how to sign in'],
  ])('says %j in plain words', (header, words) => {
    expect(describeChallenge(findChallenge(header))).toBe(words)
  })
})
