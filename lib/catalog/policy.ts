import { isAdmin } from '#lib/auth/authorize.ts'
import type { Actor } from '#lib/context.ts'

/** Every member may look; taking a server in is the library's matter. */
export function canBrowseCatalog(actor: Actor): boolean {
  return actor.kind === 'user'
}

/** Names of files are for those who can do something about them. */
export function canMendCatalog(actor: Actor): boolean {
  return isAdmin(actor)
}
