import { readCookie, writeCookie } from '#lib/auth/session.ts'
import { signInMinutes } from '#lib/auth-links/signing-in/begin-sign-in.ts'
import { isTokenShaped, newToken } from '#lib/crypto/token.ts'

const name = 'jetway.way'

/** What tells this browser from others on the way to an issuer and back; several ways of one browser have the same. */
export async function carryBrowser(): Promise<string> {
  const known = await readBrowser()
  const browser = known ?? newToken()
  await writeCookie(name, browser, signInMinutes * 60)
  return browser
}

export async function readBrowser(): Promise<string | undefined> {
  const value = await readCookie(name)
  return isTokenShaped(value) ? value : undefined
}
