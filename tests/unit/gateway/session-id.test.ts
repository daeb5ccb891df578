import { beforeEach, describe, expect, test } from 'vitest'
import { newMasterKey } from '#lib/crypto/derive.ts'
import { provideEnv, readSettings } from '#lib/env.ts'
import { readSessionId, toSessionId } from '#lib/gateway/session-id.ts'

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
