import { IncomingMessage } from 'node:http'
import { Socket } from 'node:net'
import { describe, expect, test } from 'vitest'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { clientAddress, isLoopback } from '#lib/process/inbound.ts'
import { findUnreadable } from '#lib/process/page.ts'

function settle(settings: Record<string, string>) {
  provideEnv({ databaseUrl: 'postgresql://x', masterKey: newMasterKey() }, readSettings(settings))
}

function request(headers: Record<string, string>, remoteAddress = '10.0.0.9') {
  const socket = Object.defineProperty(new Socket(), 'remoteAddress', { value: remoteAddress })
  return Object.assign(new IncomingMessage(socket), { headers })
}

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
  const statusOf = (url: string, headers: Record<string, string> = {}, method = 'POST') =>
    findUnreadable({ method, url, headers })?.status ?? 200

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

  test.each(['PUT', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'])('is refused: %s', (method) =>
    expect(statusOf('/', {}, method)).toBe(405),
  )
})
