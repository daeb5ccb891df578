/** For whom a link opens, and when. Pure. */
import type { Actor } from '#lib/context.ts'

export type Standing = 'may_open' | 'must_sign_in' | 'not_theirs'

/**
 * A link is for one address. Whoever is signed in under another cannot use it up; a member's address needs the member's
 * sign-in; for everyone else the link opens, and proves nothing about who they are.
 */
export function standingOf(link: { email: string; organizationId: string; isMember: boolean }, actor: Actor): Standing {
  if (actor.kind === 'user') {
    const isTheirs = actor.email === link.email && actor.organizationId === link.organizationId
    return isTheirs ? 'may_open' : 'not_theirs'
  }
  return link.isMember ? 'must_sign_in' : 'may_open'
}

/** A link that can still be opened. */
export function usable(now = new Date()) {
  return { usedAt: null, revokedAt: null, expiresAt: { gt: now } } as const
}
