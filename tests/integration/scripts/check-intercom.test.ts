import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Intercom, startIntercom } from '#sandbox/intercom/start-intercom.ts'
import { runScript } from '#tests/support/database/run-script.ts'

const loopback = { JETWAY_ALLOW_NETWORKS: '127.0.0.0/8' }
let intercom: Intercom

beforeAll(async () => {
  intercom = await startIntercom()
})
afterAll(() => intercom.close())

const check = (settings = {}) => runScript('scripts/check-intercom.ts', [intercom.url], { ...loopback, ...settings })

describe('check:intercom', () => {
  test('is content with the challenge that Intercom is known for', async () => {
    const { code, out } = await check()

    expect(code).toBe(0)
    expect(out).toContain('✓ without a token: 401, Bearer realm="OAuth", error="invalid_token"')
    expect(out).toContain('set INTERCOM_TOKEN')
  })

  test('lists the tools that a token opens, and never shows the token', async () => {
    const { code, out, err } = await check({ INTERCOM_TOKEN: intercom.tokens.acme })

    expect(code).toBe(0)
    expect(out).toMatch(/✓ with the token: MCP \S+, 14 tools: .*search/)
    expect(out + err).not.toContain(intercom.tokens.acme)
  })

  test('fails on a token that opens nothing, and never shows it', async () => {
    const { code, out, err } = await check({ INTERCOM_TOKEN: 'dG9rOm5vdC1hLXRva2Vu' })

    expect(code).toBe(1)
    expect(out).toContain('✗ with the token:')
    expect(out + err).not.toContain('dG9rOm5vdC1hLXRva2Vu')
  })

  test('fails in one sentence when nothing answers', async () => {
    const { code, out, err } = await runScript('scripts/check-intercom.ts', ['http://127.0.0.1:1/mcp'], loopback)

    expect(code).toBe(1)
    expect(out).toMatch(/✗ http:\/\/127\.0\.0\.1:1\/mcp: /)
    expect(err).toBe('')
  })
})
