import { describe, expect, test } from 'vitest'
import { hashPassword, isPassword } from '#lib/auth/password.ts'
import { countHashes } from '#tests/support/auth/count-hashes.ts'

const password = 'a calm long sentence'

describe('a stored password', () => {
  test('is an argon2id hash of 256 bits with 128 bits of salt, at OWASP’s parameters: 19 MiB, two passes, one lane', async () => {
    const [, name, version, parameters, salt = '', digest = ''] = (await hashPassword(password)).split('$')
    expect([name, version, parameters]).toEqual(['argon2id', 'v=19', 'm=19456,t=2,p=1'])
    expect(Buffer.from(salt, 'base64')).toHaveLength(16)
    expect(Buffer.from(digest, 'base64')).toHaveLength(32)
  })

  test('is another one each time (salted)', async () => {
    expect(await hashPassword(password)).not.toBe(await hashPassword(password))
  })
})

describe('isPassword', () => {
  test('is true of the password that was hashed, and of no other', async () => {
    const stored = await hashPassword(password)
    expect(await isPassword(password, stored)).toBe(true)
    for (const other of ['', 'A calm long sentence', `${password} `])
      expect(await isPassword(other, stored)).toBe(false)
  })

  test('is true of nothing where there is no account, with the same work', async () => {
    const stored = await hashPassword(password)
    expect(await isPassword(password, null)).toBe(false)
    expect(await countHashes(() => isPassword(password, stored))).toBe(1)
    expect(await countHashes(() => isPassword(password, null))).toBe(1)
  })

  test('takes as long where there is no account (the parameters are the same)', async () => {
    const least = async (stored: string | null) => {
      const spent: number[] = []
      for (let nth = 0; nth < 5; nth++) {
        const before = process.cpuUsage()
        await isPassword(password, stored)
        const { user, system } = process.cpuUsage(before)
        spent.push(user + system)
      }
      return Math.min(...spent)
    }
    const ofAccount = await least(await hashPassword(password))
    expect(await least(null)).toBeGreaterThan(ofAccount / 2)
  })
})
