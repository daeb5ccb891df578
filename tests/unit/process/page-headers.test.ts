import { NextRequest } from 'next/server.js'
import { describe, expect, test } from 'vitest'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { securityHeaders } from '#lib/process/page.ts'
import { proxy } from '../../../proxy.ts'

function policyOf(): Map<string, string[]> {
  const policy = proxy(new NextRequest('http://localhost/servers')).headers.get('content-security-policy') ?? ''
  return new Map(
    policy.split('; ').map((rule) => {
      const [name = '', ...sources] = rule.split(' ')
      return [name, sources]
    }),
  )
}

describe('the content security policy', () => {
  test('runs and styles with the nonce of this answer only', () => {
    const [first, second] = [policyOf(), policyOf()]
    for (const name of ['script-src', 'style-src']) {
      const sources = first.get(name)?.join(' ')
      expect(sources).toMatch(/'nonce-[A-Za-z0-9+/]{22}=='/)
      expect(sources).not.toMatch(/unsafe|https?:|\*/)
      expect(second.get(name)?.join(' ')).not.toBe(sources)
    }
  })

  test('loads, sends and frames nothing elsewhere', () => {
    const policy = policyOf()
    for (const name of ['default-src', 'connect-src', 'form-action']) expect(policy.get(name)).toEqual(["'self'"])
    for (const name of ['frame-ancestors', 'base-uri', 'object-src']) expect(policy.get(name)).toEqual(["'none'"])
  })
})

describe('the other headers of a page', () => {
  const headersFor = (url: string) => {
    provideEnv({ databaseUrl: 'postgresql://x', masterKey: newMasterKey() }, readSettings({ JETWAY_URL: url }))
    return Object.fromEntries(securityHeaders())
  }

  test('send no referrer and allow no frame', () => {
    expect(headersFor('http://localhost:3000')).toMatchObject({
      'referrer-policy': 'no-referrer',
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
    })
  })

  test('keep to https where Jetway is served by it', () => {
    expect(headersFor('https://jetway.example.com')).toHaveProperty('strict-transport-security')
    expect(headersFor('http://localhost:3000')).not.toHaveProperty('strict-transport-security')
  })
})
