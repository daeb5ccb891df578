import { beforeEach, describe, expect, test } from 'vitest'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { readSessionId, toSessionId } from '#lib/gateway/wire/session-id.ts'

const memory = { upstream: 'their-id', protocolVersion: '2025-11-25', canElicitUrl: true }
const masterKey = newMasterKey()
beforeEach(() => provideEnv({ databaseUrl: 'postgresql://x', masterKey }, readSettings({})))

describe('session ids', () => {
  test('remember what was put in, for the same binding', () => {
    expect(readSessionId(toSessionId(memory, ['a', 'b']), ['a', 'b'])).toEqual(memory)
  })

  test('hold visible ASCII only, as the protocol wants', () => {
    expect(toSessionId({ ...memory, upstream: 'é\n' }, ['a'])).toMatch(/^[\x21-\x7e]+$/)
  })

  test('are worth nothing for another person or endpoint', () => {
    const id = toSessionId(memory, ['a', 'b'])
    expect(readSessionId(id, ['a', 'c'])).toBeNull()
    expect(readSessionId(id, ['ab', ''])).toBeNull()
  })

  test('are refused when any of their bytes was changed', () => {
    const id = Buffer.from(toSessionId(memory, ['a']), 'base64url')
    for (let at = 0; at < id.length; at++) {
      const changed = Buffer.from(id)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(readSessionId(changed.toString('base64url'), ['a']), `byte ${at}`).toBeNull()
    }
  })

  test('are refused when they were cut, or something was put behind them', () => {
    const id = toSessionId(memory, ['a'])
    for (let length = 0; length < id.length; length++)
      expect(readSessionId(id.slice(0, length), ['a']), `${length} letters`).toBeNull()
    for (const more of ['A', 'AA', 'AAAA', '=', ' ', '\n', '.', '%00'])
      expect(readSessionId(id + more, ['a']), JSON.stringify(more)).toBeNull()
  })

  test('have one spelling: none that means the same bytes is read', () => {
    const ids = Array.from({ length: 3 }, (_, more) => toSessionId({ ...memory, upstream: 'x'.repeat(more) }, ['a']))
    // Two letters at the end may say one byte, and three two; then the last one has bits that say nothing.
    expect(new Set(ids.map((id) => id.length % 4))).toEqual(new Set([0, 2, 3]))
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
    for (const id of ids) {
      expect(readSessionId(id, ['a'])).not.toBeNull()
      const others = [...alphabet].map((letter) => id.slice(0, -1) + letter).filter((other) => other !== id)
      const base64 = Buffer.from(id, 'base64url').toString('base64')
      const spelt = [
        base64,
        `${id}=`,
        ` ${id}`,
        `${id.slice(0, 5)}\n${id.slice(5)}`,
        `${id.slice(0, 5)}!${id.slice(5)}`,
      ]
      for (const other of [...others, ...spelt.filter((text) => text !== id)])
        expect(readSessionId(other, ['a']), other).toBeNull()
    }
  })

  test('are refused when they are too long, also those made here', () => {
    expect(readSessionId(toSessionId({ ...memory, upstream: 'x'.repeat(2_900) }, ['a']), ['a'])).not.toBeNull()
    const long = toSessionId({ ...memory, upstream: 'x'.repeat(3_100) }, ['a'])
    expect(long.length).toBeGreaterThan(4_096)
    expect(readSessionId(long, ['a'])).toBeNull()
  })

  test('are bound to each part of whom and what they are for, and to their order', () => {
    const id = toSessionId(memory, ['transparent', 'connection', 'person', 'proof'])
    for (const other of [
      ['aggregate', 'connection', 'person', 'proof'],
      ['transparent', 'other', 'person', 'proof'],
      ['transparent', 'connection', 'other', 'proof'],
      ['transparent', 'connection', 'person', 'other'],
      ['transparent', 'person', 'connection', 'proof'],
      ['transparent', 'connection', 'person'],
      ['transparent', 'connection', 'person', 'proof', ''],
      ['transparent","connection', 'person', 'proof'],
      [],
    ])
      expect(readSessionId(id, other), other.join()).toBeNull()
  })

  test('remember what values they stand on', () => {
    const standing = { ...memory, standsOn: 'credential@3' }
    expect(readSessionId(toSessionId(standing, ['a']), ['a'])).toEqual(standing)
  })

  test('tell nobody what they remember', () => {
    const id = toSessionId({ ...memory, upstream: 'Bearer a-token-as-an-id' }, ['a'])
    for (const form of ['base64url', 'base64', 'utf8'] as const)
      expect(Buffer.from(id, form).toString('latin1')).not.toContain('token')
  })

  test.each([undefined, '', 'x', 'a.b', 'a.b.c', `${'a'.repeat(5000)}.b`])('are not read into %s', (id) => {
    expect(readSessionId(id, ['a'])).toBeNull()
  })

  test('outlive a rotation of the master key while the old one is at hand', () => {
    const id = toSessionId(memory, ['a'])
    provideEnv(
      { databaseUrl: 'postgresql://x', masterKey: newMasterKey(), masterKeyPrevious: masterKey },
      readSettings({}),
    )
    expect(readSessionId(id, ['a'])).toEqual(memory)
    provideEnv({ databaseUrl: 'postgresql://x', masterKey: newMasterKey() }, readSettings({}))
    expect(readSessionId(id, ['a'])).toBeNull()
  })
})
