import { randomBytes } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { open, seal, sealedVersion } from '#lib/crypto/seal.ts'

const key = { version: 3, key: randomBytes(32) }
const plaintext = Buffer.from('{"access_token":"dG9rO…"}')

describe('seal and open', () => {
  test('gives back what was sealed, with the same key and context', () => {
    expect(Buffer.from(open(key, seal(key, plaintext, 'a/b'), 'a/b') ?? [])).toEqual(plaintext)
  })

  test('never makes the same envelope twice (a repeated IV would break GCM)', () => {
    expect(seal(key, plaintext, 'a/b')).not.toEqual(seal(key, plaintext, 'a/b'))
  })

  test('does not open with another key', () => {
    expect(open({ version: 3, key: randomBytes(32) }, seal(key, plaintext, 'a/b'), 'a/b')).toBeNull()
  })

  test('does not open in another place (a row copied to another person)', () => {
    expect(open(key, seal(key, plaintext, 'a/b'), 'a/c')).toBeNull()
  })

  test('does not open when any single byte was changed', () => {
    const sealed = seal(key, plaintext, 'a/b')
    for (let at = 0; at < sealed.length; at++) {
      const tampered = Uint8Array.from(sealed, (byte, i) => (i === at ? byte ^ 1 : byte))
      expect(open(key, tampered, 'a/b')).toBeNull()
    }
  })

  test('does not open when cut short, at any length', () => {
    const sealed = seal(key, plaintext, 'a/b')
    for (let length = 0; length < sealed.length; length++)
      expect(open(key, sealed.subarray(0, length), 'a/b')).toBeNull()
  })

  test('does not open as another key version (the version is authenticated)', () => {
    expect(open({ version: 4, key: key.key }, seal(key, plaintext, 'a/b'), 'a/b')).toBeNull()
  })

  test('names the key version without a key', () => {
    expect(sealedVersion(seal(key, plaintext, 'a/b'))).toBe(3)
    expect(sealedVersion(Buffer.from('nothing'))).toBeNull()
  })

  test('refuses a key of the wrong length', () => {
    expect(() => seal({ version: 1, key: randomBytes(16) }, plaintext, 'a')).toThrow('32 bytes')
  })
})
