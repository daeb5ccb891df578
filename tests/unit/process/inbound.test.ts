import type { IncomingMessage } from 'node:http'
import { describe, expect, test } from 'vitest'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { clientAddress, isLoopback, refuseForeign, refuseUnreadable } from '#lib/process/inbound.ts'

function settle(settings: Record<string, string>) {
  provideEnv({ databaseUrl: 'postgresql://x', masterKey: newMasterKey() }, readSettings(settings))
}

function request(headers: Record<string, string>, remoteAddress = '10.0.0.9') {
  return { headers, socket: { remoteAddress } } as unknown as IncomingMessage
}

function isRefused(headers: Record<string, string>): boolean {
  let status = 0
  const res = {
    writeHead: (code: number) => {
      status = code
    },
    end: () => {},
  }
  const refused = refuseForeign(request(headers), res as never)
  expect(status).toBe(refused ? 403 : 0)
  return refused
}

describe('Host and Origin', () => {
  test('are those of JETWAY_URL, and nothing else', () => {
    settle({ JETWAY_URL: 'https://jetway.example.com' })
    expect(isRefused({ host: 'jetway.example.com' })).toBe(false)
    expect(isRefused({ host: 'JETWAY.example.com', origin: 'https://jetway.example.com' })).toBe(false)
    for (const host of ['evil.example', 'localhost:3000', 'jetway.example.com.evil.example', 'jetway.example.com:8443'])
      expect(isRefused({ host })).toBe(true)
    for (const origin of ['https://evil.example', 'http://jetway.example.com', 'null'])
      expect(isRefused({ host: 'jetway.example.com', origin })).toBe(true)
    expect(isRefused({})).toBe(true)
  })

  test('may be spelled in every loopback way when Jetway runs on this machine', () => {
    settle({ PORT: '3000' })
    for (const host of ['localhost:3000', '127.0.0.1:3000', '[::1]:3000']) expect(isRefused({ host })).toBe(false)
    expect(isRefused({ host: 'localhost:3001' })).toBe(true)
  })
})

describe('clientAddress', () => {
  test('is the socket’s when no proxy is trusted, whatever a client claims', () => {
    settle({})
    expect(clientAddress(request({ 'x-forwarded-for': '1.2.3.4' }))).toBe('10.0.0.9')
  })

  test('is the one that the outermost trusted proxy saw', () => {
    settle({ JETWAY_TRUST_PROXY: '1' })
    expect(clientAddress(request({ 'x-forwarded-for': 'spoofed, 5.6.7.8' }))).toBe('5.6.7.8')
    settle({ JETWAY_TRUST_PROXY: '2' })
    expect(clientAddress(request({ 'x-forwarded-for': 'spoofed, 5.6.7.8, 10.0.0.1' }))).toBe('5.6.7.8')
  })
})

test('isLoopback knows what only this machine reaches', () => {
  for (const host of ['127.0.0.1', '127.8.8.8', 'localhost', '::1']) expect(isLoopback(host)).toBe(true)
  for (const host of ['0.0.0.0', '::', '10.0.0.1', 'example.com', '127.evil.example'])
    expect(isLoopback(host)).toBe(false)
})

describe('what no page could read', () => {
  const statusOf = (url: string, headers: Record<string, string> = {}) => {
    let status = 200
    const writeHead = (code: number) => {
      status = code
    }
    refuseUnreadable({ url, headers } as never, { writeHead, end: () => {} } as never)
    return status
  }

  test.each(['/projects/%ff', '/projects/%E0%A4%A', '/projects/%', '/servers/%00', '/servers?q=a%00b'])(
    'is refused: the address %s',
    (url) => expect(statusOf(url)).toBe(400),
  )

  test.each(['/', '/projects/caf%C3%A9', '/servers?q=100%', '/servers?q=%2500', '/servers?q=%ff'])(
    'is not the address %s',
    (url) => expect(statusOf(url)).toBe(200),
  )

  test('is refused: a body over 4 MiB, or of no known length', () => {
    expect(statusOf('/', { 'content-length': String(4 * 1_048_576) })).toBe(200)
    expect(statusOf('/', { 'content-length': String(4 * 1_048_576 + 1) })).toBe(413)
    expect(statusOf('/', { 'transfer-encoding': 'chunked' })).toBe(411)
  })
})
