import { cookies } from 'next/headers'
import { hostCookie, hostCookieName } from '#lib/auth/session.ts'

const pendingName = () => hostCookieName('jetway.pending-link')
const pendingSeconds = 15 * 60

/** Keeps the token over a member's sign-in: in a cookie, so that it is in no address on the way. */
export async function rememberPendingLink(token: string): Promise<void> {
  const jar = await cookies()
  jar.set(pendingName(), token, { ...hostCookie(), maxAge: pendingSeconds })
}

export async function readPendingLink(): Promise<string | undefined> {
  return (await cookies()).get(pendingName())?.value
}

export async function dropPendingLink(): Promise<void> {
  const jar = await cookies()
  jar.set(pendingName(), '', { ...hostCookie(), maxAge: 0 })
}
