/** Passwords: argon2id (RFC 9106) at OWASP's parameters. `schema.ts` has the rule for new ones. */
import { hash, verify } from '@node-rs/argon2'
import { inTurn } from './turns.ts'

/** https://cheatsheetseries.owasp.org/cheatsheets/Password_Storage_Cheat_Sheet.html */
const parameters = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 }

/** Nobody's: made with the same parameters from 32 random bytes that were kept nowhere. */
const decoy = '$argon2id$v=19$m=19456,t=2,p=1$/Dkf4uOqb9m8VULTMbY1YA$9WZ1jc4BMe74nclOzVPoFDDo8Z5J3pmyiNtjR38LPZ0'

export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(password, parameters))
}

/** Does the same work whether or not there is a hash to compare with. */
export async function isPassword(password: string, stored: string | null): Promise<boolean> {
  const matches = await inTurn(() => verify(stored ?? decoy, password))
  return matches && stored !== null
}
