import { describe, expect, onTestFinished, test } from 'vitest'
import { startLegacyFixture } from '#tests/conformance/legacy-fixture.ts'
import { startModernFixture } from '#tests/conformance/modern-fixture.ts'
import { suites } from '#tests/conformance/run-suite.ts'
import { compareSuite } from '#tests/conformance/through-gateway.ts'
import { gatewayForThisFile } from '#tests/support/gateway/for-this-file.ts'

const at = gatewayForThisFile()

describe.each(suites)('what passes the official suite direct ($name)', (suite) => {
  test('passes through the gateway, at a connection’s endpoint and at its project’s', {
    timeout: 120_000,
  }, async () => {
    const fixture = await (suite.name.includes('2026') ? startModernFixture() : startLegacyFixture())
    onTestFinished(fixture.close)
    const compared = await compareSuite(at.gateway.url, suite, fixture)
    expect(compared.map(({ endpoint, lost }) => [endpoint, lost])).toEqual([
      ['/mcp/<project>/<connection>', []],
      ['/mcp/<project>', []],
    ])
    for (const { direct } of compared) expect(direct).toBeGreaterThan(25)
  })
})
