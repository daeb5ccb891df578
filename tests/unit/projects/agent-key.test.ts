import { describe, expect, test } from 'vitest'
import { newAgentKey, parseAgentKey } from '#lib/projects/agent-key.ts'

const base62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

describe('newAgentKey', () => {
  test('has a prefix that scanners know, an id, a secret and a checksum', () => {
    expect(newAgentKey().text).toMatch(/^jway_[0-9A-Za-z]{12}_[0-9A-Za-z]{46}$/)
  })

  test('makes no two keys alike', () => {
    const keys = Array.from({ length: 100 }, newAgentKey)
    expect(new Set(keys.map((key) => key.publicId)).size).toBe(100)
    expect(new Set(keys.map((key) => key.secret)).size).toBe(100)
  })
})

describe('parseAgentKey', () => {
  test('gives back the parts of a key', () => {
    const { publicId, secret, text } = newAgentKey()
    expect(parseAgentKey(text)).toEqual({ publicId, secret })
  })

  test('refuses every key with one changed character, wherever it stands (a mistyped key never reaches the database)', () => {
    const { text } = newAgentKey()
    const accepted: string[] = []
    for (let at = 0; at < text.length; at++) {
      for (const other of `${base62}_-`) {
        const changed = text.slice(0, at) + other + text.slice(at + 1)
        if (changed !== text && parseAgentKey(changed)) accepted.push(changed)
      }
    }
    expect(accepted).toEqual([])
  })

  test('refuses a key cut short, made longer or wrapped in white space', () => {
    const { text } = newAgentKey()
    for (let length = 0; length < text.length; length++) expect(parseAgentKey(text.slice(0, length))).toBeNull()
    for (const odd of [`${text}0`, ` ${text}`, `${text}\n`, `${text} `, text.toUpperCase(), `Bearer ${text}`]) {
      expect(parseAgentKey(odd)).toBeNull()
    }
  })

  test('refuses two neighbours that changed places', () => {
    const { text } = newAgentKey()
    for (let at = 18; at < text.length - 1; at++) {
      const swapped = text.slice(0, at) + text[at + 1] + text[at] + text.slice(at + 2)
      if (swapped !== text) expect(parseAgentKey(swapped)).toBeNull()
    }
  })
})
