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

  test('are refused when any character was changed', () => {
    const id = toSessionId(memory, ['a'])
    for (let at = 0; at < id.length; at++) {
      const changed = `${id.slice(0, at)}${id[at] === 'A' ? 'B' : 'A'}${id.slice(at + 1)}`
      const read = readSessionId(changed, ['a'])
      if (read)
        expect(Buffer.from(changed.split('.')[1] ?? '', 'base64url')).toEqual(
          Buffer.from(id.split('.')[1] ?? '', 'base64url'),
        )
    }
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
