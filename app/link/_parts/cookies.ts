import { cookies } from 'next/headers'
import { linkCookieName } from '#lib/auth/session.ts'
import { env } from '#lib/env.ts'

const pendingName = 'jetway.pending-link'
const pendingSeconds = 15 * 60

/**
 * The link's session. Lax, not Strict: the addresses that agents hand out are opened from chats, and have to find it.
 */
export async function carryLinkSession({ cookie, expiresAt }: { cookie: string; expiresAt: Date }): Promise<void> {
  const jar = await cookies()
  jar.set(linkCookieName(), cookie, { ...protections('/'), expires: expiresAt })
}

export async function dropLinkSession(): Promise<void> {
  const jar = await cookies()
  jar.set(linkCookieName(), '', { ...protections('/'), maxAge: 0 })
}

/** Keeps the token over a member's sign-in: in a cookie of the link pages, so that it is in no address on the way. */
export async function rememberPendingLink(token: string): Promise<void> {
  const jar = await cookies()
  jar.set(pendingName, token, { ...protections('/link'), maxAge: pendingSeconds })
}

export async function readPendingLink(): Promise<string | undefined> {
  return (await cookies()).get(pendingName)?.value
}

export async function dropPendingLink(): Promise<void> {
  const jar = await cookies()
  jar.set(pendingName, '', { ...protections('/link'), maxAge: 0 })
}

function protections(path: string) {
  return { httpOnly: true, sameSite: 'lax', secure: env().isSecure, path } as const
}
