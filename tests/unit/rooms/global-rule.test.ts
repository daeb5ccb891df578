import { expect, test } from 'vitest'
import { findingsIn } from '#tests/support/lint/findings-in.ts'

const ways = ["fetch('https://x.test')", 'fetch', "new WebSocket('wss://x.test')"]
const rule = 'lint/style/noRestrictedGlobals'

test.each([
  'lib/servers/planted.ts',
  'lib/gateway/planted.ts',
  'app/planted.ts',
  'components/planted.ts',
  'planted.ts',
])('a request that goes around lib/http fails the lint in %s', (file) =>
  expect(findingsIn(ways, { file, rule })).toEqual(ways),
)

test('lib/http is where they leave', () => {
  expect(findingsIn(ways, { file: 'lib/http/planted.ts', rule })).toEqual([])
})
