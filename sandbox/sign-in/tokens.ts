import { isTextList } from '../web/json.ts'
import type { Access } from './manners.ts'
import { fixedToken, seal, unseal } from './sealed.ts'

export interface Bearer {
  account: string
  scopes: readonly string[]
}

/** The access tokens of one vendor: those that sign-ins give, and some that people make by hand. */
export interface BearerTokens extends Access {
  find(token: string): Bearer | null
  /** One without an end, the same at every start. */
  make(bearer: Bearer, prefix: string): string
  /** None that a sign-in has given counts any more; refresh tokens do. */
  expireAll(): void
}

export function createTokens(prefix: string): BearerTokens {
  const made = new Map<string, Bearer>()
  const revoked = new Set<string>()
  let generation = 0
  return {
    issue: ({ account, scopes }, expiresAt) => seal(prefix, { account, scopes, expiresAt, generation }),
    make(bearer, own) {
      const token = fixedToken(own, `${bearer.account} ${bearer.scopes.join(' ')}`)
      made.set(token, bearer)
      return token
    },
    find(token) {
      if (revoked.has(token)) return null
      const content = unseal(prefix, token)
      if (!content) return made.get(token) ?? null
      if (Number(content.expiresAt) <= Date.now() || content.generation !== generation) return null
      return { account: String(content.account), scopes: isTextList(content.scopes) ? content.scopes : [] }
    },
    revoke: (token) => void revoked.add(token),
    expireAll() {
      generation += 1
    },
  }
}
