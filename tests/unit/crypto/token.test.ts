import { describe, expect, test } from 'vitest'
import { equalBytes } from '#lib/crypto/compare.ts'
import { deriveKey, masterKeyId, newMasterKey, sign } from '#lib/crypto/derive.ts'
import { checksum, hashToken, isTokenShaped, newToken, randomBase62 } from '#lib/crypto/token.ts'

describe('tokens', () => {
  test('a token has 256 bits and is never made twice', () => {
    const tokens = new Set(Array.from({ length: 100 }, newToken))
    expect(tokens.size).toBe(100)
    for (const token of tokens) expect(Buffer.from(token, 'base64url')).toHaveLength(32)
  })

  test('a token has the form that is looked for, and other texts have not', () => {
    expect(isTokenShaped(newToken())).toBe(true)
    for (const text of ['', 'a', `${newToken()}a`, newToken().replace(/.$/, '=')])
      expect(isTokenShaped(text)).toBe(false)
  })

  test('what is stored of a token does not contain it', () => {
    const token = newToken()
    expect(Buffer.from(hashToken(token)).toString('latin1')).not.toContain(token)
    expect(hashToken(token)).toEqual(hashToken(token))
  })

  test('random base62 has the length asked for', () => {
    expect(randomBase62(40)).toMatch(/^[0-9A-Za-z]{40}$/)
  })

  test('a checksum has six characters and changes with the text', () => {
    expect(checksum('')).toBe('000000')
    expect(checksum('jway_a_b')).toMatch(/^[0-9A-Za-z]{6}$/)
    expect(checksum('jway_a_b')).not.toBe(checksum('jway_a_c'))
  })
})

describe('derived keys', () => {
  const master = newMasterKey()

  test('each purpose has a key of its own', () => {
    expect(deriveKey(master, 'session')).not.toEqual(deriveKey(master, 'wrap'))
    expect(deriveKey(master, 'session')).toEqual(deriveKey(master, 'session'))
  })

  test('a master key of the wrong length is refused', () => {
    expect(() => deriveKey('c2hvcnQ', 'session')).toThrow('32 bytes')
  })

  test('the name of a master key does not give it away', () => {
    expect(masterKeyId(master)).toMatch(/^[0-9a-f]{16}$/)
    expect(Buffer.from(master, 'base64url').toString('hex')).not.toContain(masterKeyId(master))
  })

  test('a signature holds for exactly these parts', () => {
    const key = deriveKey(master, 'mcp-session')
    const signature = sign(key, 'ab', 'c')
    expect(sign(key, 'ab', 'c')).toBe(signature)
    expect(sign(key, 'a', 'bc')).not.toBe(signature)
    expect(sign(deriveKey(master, 'throttle'), 'ab', 'c')).not.toBe(signature)
  })
})

describe('equalBytes', () => {
  test('compares content and length', () => {
    expect(equalBytes(Buffer.from('abc'), Buffer.from('abc'))).toBe(true)
    expect(equalBytes(Buffer.from('abc'), Buffer.from('abd'))).toBe(false)
    expect(equalBytes(Buffer.from('abc'), Buffer.from('ab'))).toBe(false)
  })
})
