/** Passwords: argon2id (RFC 9106) at the library's defaults, which are OWASP's. `schema.ts` has the rule for new ones. */
import { hash, verify } from '@node-rs/argon2'

export function hashPassword(password: string): Promise<string> {
  return hash(password)
}

/** Compares in the same time whether or not there is such an account. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const decoy = await unknownHash()
  const matches = await verify(stored ?? decoy, password)
  return matches && stored !== null
}

let decoy: Promise<string> | undefined

function unknownHash(): Promise<string> {
  decoy ??= hash(crypto.randomUUID())
  return decoy
}
