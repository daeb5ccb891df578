import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, startSandbox } from '#sandbox/start-sandbox.ts'
import { runScript } from '#tests/support/database/run-script.ts'
import { newSecret } from '#tests/support/secrets/planted.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await startSandbox()
})
afterAll(() => sandbox.close())

const check = (args: string[], settings = {}) => runScript('scripts/check-vendor.ts', args, settings)

describe('check:vendor', () => {
  test.each(['intercom', 'slack', 'gmail'] as const)('finds %s as its stand-in is, tools and all', async (vendor) => {
    const tokens = {
      intercom: { INTERCOM_TOKEN: sandbox.intercom.tokens.acme },
      slack: { SLACK_TOKEN: sandbox.slack.makeToken('Acme Analytics') },
      gmail: { GMAIL_TOKEN: sandbox.gmail.makeToken('noah@acme.test') },
    }
    const { code, out, err } = await check([vendor, '--url', sandbox[vendor].url, '--register'], tokens[vendor])
    expect(out).not.toContain('✗')
    expect(code).toBe(0)
    expect(out).toMatch(/✓ tools: .*search/)
    for (const token of Object.values(tokens[vendor])) expect(out + err).not.toContain(token)
  })

  test('names what differs, and fails', async () => {
    const { code, out } = await check(['intercom', '--url', sandbox.slack.url])
    expect(code).toBe(1)
    expect(out).toMatch(
      /✗ without a token: 401, Bearer resource_metadata=.*\n {2}the stand-in: 401, Bearer realm="OAuth"/,
    )
    expect(out).toContain('✗ registers clients: no\n  the stand-in: yes')
    expect(out).toContain('set INTERCOM_TOKEN')
  })

  test('fails on a token that opens nothing, and never shows it', async () => {
    const token = newSecret()
    const { code, out, err } = await check(['slack', '--url', sandbox.slack.url], { SLACK_TOKEN: token })
    expect(code).toBe(1)
    expect(out).toContain('✗ with the token:')
    expect(out + err).not.toContain(token)
  })

  test('fails in one sentence when nothing answers, and when it is not said whom to check', async () => {
    const unseen = await check(['gmail', '--url', 'http://127.0.0.1:1/mcp'])
    expect(unseen).toMatchObject({ code: 1, err: '' })
    expect(unseen.out).toMatch(/^✗ http:\/\/127\.0\.0\.1:1\/mcp: .*\n$/)
    expect(await check(['github'])).toMatchObject({ code: 1, err: expect.stringContaining('intercom|slack|gmail') })
  })
})
