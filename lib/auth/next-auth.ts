/** next-auth carries the session; Jetway's rows decide whether it stands. */
import type { NextAuthOptions } from 'next-auth'
import Credentials from 'next-auth/providers/credentials'
import { deriveKey } from '#lib/crypto/derive.ts'
import { database } from '#lib/db/database.ts'
import { env } from '#lib/env.ts'
import { log } from '#lib/log.ts'
import { signIn } from './sign-in.ts'

declare module 'next-auth' {
  interface Session {
    sessionId?: string
  }
}

const maxAgeSeconds = 30 * 24 * 60 * 60
const updateAgeSeconds = 60 * 60

/** next-auth's settings; made at call time, because they need the master key. */
export function authOptions(): NextAuthOptions {
  const { masterKey, isSecure } = env()
  return {
    secret: deriveKey(masterKey, 'session').toString('base64url'),
    session: { strategy: 'jwt', maxAge: maxAgeSeconds, updateAge: updateAgeSeconds },
    useSecureCookies: isSecure,
    pages: { signIn: '/sign-in', error: '/sign-in' },
    providers: [
      Credentials({
        credentials: { email: {}, password: {} },
        authorize: async (given, request) => {
          const session = await signIn(database(), given, request.headers ?? {})
          return session && { id: session.sessionId }
        },
      }),
    ],
    callbacks: {
      jwt: ({ token, user }) => (user ? { sid: user.id } : token),
      session: ({ session, token }) => ({
        expires: session.expires,
        sessionId: typeof token.sid === 'string' ? token.sid : undefined,
      }),
    },
    logger: {
      error: (code) => log.error('next-auth', { reason: code }),
      warn: (code) => log.warn('next-auth', { reason: code }),
      debug: () => {},
    },
  }
}
