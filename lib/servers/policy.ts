import { isAdmin } from '#lib/auth/authorize.ts'
import type { Actor } from '#lib/context.ts'

/** Every member sees the library: projects are made of what is in it. */
export function canSeeLibrary(actor: Actor): boolean {
  return actor.kind === 'user'
}

/** Taking in, checking, changing and removing is for admins. */
export function canChangeLibrary(actor: Actor): boolean {
  return isAdmin(actor)
}
