import type { Actor } from '#lib/context.ts'

/** Every member may look; taking a server in is the library's matter. */
export function canBrowseCatalog(actor: Actor): boolean {
  return actor.kind === 'user'
}
