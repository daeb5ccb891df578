import { readCookie, writeCookie } from '#lib/auth/session.ts'
import { signInMinutes } from '#lib/auth-links/signing-in/begin-sign-in.ts'
import { isTokenShaped } from '#lib/crypto/token.ts'

const name = 'jetway.way'

/** What tells this browser from others on the way to an issuer and back; several ways of one browser have the same. */
export function carryBrowser(browser: string): Promise<void> {
  return writeCookie(name, browser, signInMinutes * 60)
}

export async function readBrowser(): Promise<string | undefined> {
  const value = await readCookie(name)
  return isTokenShaped(value) ? value : undefined
}
