import { encode } from 'next-auth/jwt'
import { hostCookie } from '#lib/auth/host-cookie.ts'
import { sessionCookie, sessionSecret } from '#lib/auth/next-auth.ts'

/** The cookie that signing in would have set for a session. */
export async function sessionCookieOf({ sessionId }: { sessionId: string }): Promise<{ name: string; value: string }> {
  const value = await encode({ token: { sid: sessionId }, secret: sessionSecret() })
  return { name: hostCookie(sessionCookie).name, value }
}

/** The same as a request sends it. */
export async function signedInCookies(session: { sessionId: string }): Promise<string[]> {
  const { name, value } = await sessionCookieOf(session)
  return [`${name}=${value}`]
}
