import { dropCookie, readCookie, writeCookie } from '#lib/auth/session.ts'

const pendingLink = 'jetway.pending-link'
const pendingSeconds = 15 * 60

/** Keeps the token over a member's sign-in: in a cookie, so that it is in no address on the way. */
export function rememberPendingLink(token: string): Promise<void> {
  return writeCookie(pendingLink, token, pendingSeconds)
}

export function readPendingLink(): Promise<string | undefined> {
  return readCookie(pendingLink)
}

export function dropPendingLink(): Promise<void> {
  return dropCookie(pendingLink)
}
