/**
 * next-auth's settings. It checks the form's CSRF token, carries the session in an encrypted cookie and renews that
 * cookie; Jetway's own row decides whether the session stands. Nothing of a member is in the cookie but the row's id.
 */
import type { NextAuthOptions } from 'next-auth'
import type { JWT } from 'next-auth/jwt'
import Credentials from 'next-auth/providers/credentials'
import { deriveKey } from '#lib/crypto/derive.ts'
import { database } from '#lib/db/database.ts'
import { env } from '#lib/env.ts'
import { isAppError } from '#lib/errors.ts'
import { log } from '#lib/log.ts'
import { hostCookie } from './host-cookie.ts'
import { endSession, keepSession, renewSeconds, sessionSeconds } from './session-row.ts'
import { signIn } from './sign-in.ts'

/** Errors that next-auth hands to the sign-in form, besides its own `CredentialsSignin`. */
type SignInError = 'TooManyAttempts' | 'Unforeseen'

/** Made at call time, because they need the master key. */
export function authOptions(): NextAuthOptions {
  // next-auth takes the site's address from nowhere else; `JETWAY_URL` is the only source of it.
  process.env.NEXTAUTH_URL = env().url
  return {
    secret: sessionSecret(),
    session: { strategy: 'jwt', maxAge: sessionSeconds, updateAge: renewSeconds },
    useSecureCookies: env().isSecure,
    // Its own names let any host of the domain set these two.
    cookies: { sessionToken: hostCookie(sessionCookie), callbackUrl: hostCookie('next-auth.callback-url') },
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: (given, request) => signInOrExplain(given, request.headers ?? {}),
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sid: user.id } : renew(token)),
      session: ({ session }) => session,
      // Where to go from here is the form's own affair (safe-next.ts); no address, form or cookie has a say in it.
      redirect: ({ baseUrl }) => baseUrl,
    },
    events: {
      signOut: async ({ token }) => {
        const sessionId = sessionIdOf(token)
        if (sessionId) await endSession(database(), sessionId)
      },
    },
    logger: {
      // The session's cookie is foreign, expired or names a row that is gone: next-auth removes it.
      error: (code) => (code === 'JWT_SESSION_ERROR' ? log.debug : log.error)('next-auth', { reason: code }),
      warn: (code) => log.warn('next-auth', { reason: code }),
      debug: () => {},
    },
  }
}

export function sessionSecret(): string {
  return deriveKey(env().masterKey, 'session').toString('base64url')
}

/** The cookie that next-auth keeps the session in. */
export const sessionCookie = 'next-auth.session-token'

/** The row that a decrypted cookie names. */
export function sessionIdOf(token: JWT | null): string | null {
  return typeof token?.sid === 'string' ? token.sid : null
}

/** next-auth puts the message of whatever is thrown here into an address, so only these two words may be thrown. */
async function signInOrExplain(given: unknown, headers: Record<string, unknown>): Promise<{ id: string } | null> {
  const address = String(headers['x-jetway-address'] ?? 'unknown')
  const requestId = String(headers['x-request-id'] ?? crypto.randomUUID())
  try {
    const session = await signIn({ actor: { kind: 'stranger' }, db: database(), requestId }, given, address)
    return session && { id: session.sessionId }
  } catch (error) {
    if (isAppError(error) && error.code === 'limit_exceeded') throw new Error('TooManyAttempts' satisfies SignInError)
    log.error('sign-in failed', { requestId, error })
    throw new Error('Unforeseen' satisfies SignInError)
  }
}

async function renew(token: JWT): Promise<JWT> {
  const sessionId = sessionIdOf(token)
  if (!sessionId || !(await keepSession(database(), sessionId))) throw new Error('The session has ended.')
  return { sid: sessionId }
}
