import { decode, encode, type JWT } from 'next-auth/jwt'
import { afterEach, describe, expect, test } from 'vitest'
import { hostCookie } from '#lib/auth/host-cookie.ts'
import { authOptions, sessionCookie, sessionIdOf, sessionSecret } from '#lib/auth/next-auth.ts'
import { findUserActor } from '#lib/auth/session-row.ts'
import { database } from '#lib/db/database.ts'
import { env, provideEnv } from '#lib/env.ts'
import { buildAccount } from '#tests/support/factories/accounts.ts'

const original = env()
const { databaseUrl, masterKey } = original
afterEach(() => provideEnv({ databaseUrl, masterKey }, original))

/** What next-auth does when it reads a cookie, on sign-in and on each renewal. */
async function renew(token: JWT): Promise<JWT> {
  const jwt = authOptions().callbacks?.jwt
  if (!jwt) throw new Error('There is no jwt callback.')
  return jwt({ token, account: null, user: undefined as never })
}

describe('authOptions', () => {
  test('renews the cookie of a session that stands, and puts nothing but the row in it', async () => {
    const { sessionId } = await buildAccount()
    expect(await renew({ sid: sessionId, name: 'Mia', email: 'mia@example.test' })).toEqual({ sid: sessionId })
  })

  test('renews no cookie of a session that was ended, nor one that names none', async () => {
    const { sessionId } = await buildAccount()
    await database().session.delete({ where: { id: sessionId } })
    await expect(renew({ sid: sessionId })).rejects.toThrow('ended')
    await expect(renew({})).rejects.toThrow('ended')
  })

  test('ends the row when someone signs out', async () => {
    const { sessionId } = await buildAccount()
    await authOptions().events?.signOut?.({ token: { sid: sessionId }, session: { expires: '' } })
    expect(await findUserActor(database(), sessionId)).toBeNull()
  })

  test('makes cookies secure when the site is on https', () => {
    expect([authOptions().useSecureCookies, hostCookie(sessionCookie).name]).toEqual([false, 'next-auth.session-token'])
    provideEnv({ databaseUrl, masterKey, url: 'https://jetway.example.com' }, original)
    expect([authOptions().useSecureCookies, hostCookie(sessionCookie).name]).toEqual([
      true,
      '__Host-next-auth.session-token',
    ])
  })

  test('keeps the row unreadable in the cookie, and trusts no cookie of another key', async () => {
    const value = await encode({ token: { sid: 'the-row' }, secret: sessionSecret() })
    expect(value).not.toContain('the-row')
    expect(sessionIdOf(await decode({ token: value, secret: sessionSecret() }))).toBe('the-row')
    await expect(decode({ token: value, secret: 'another' })).rejects.toThrow()
  })
})
