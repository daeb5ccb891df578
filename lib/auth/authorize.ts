import type { Actor, Context, LinkHolder, UserActor } from '#lib/context.ts'
import { AppError } from '#lib/errors.ts'

/** Line one of every verb: goes on, or throws `forbidden` (`unauthenticated` for a stranger's call). */
export function authorize(isAllowed: boolean, actor?: Actor): asserts isAllowed {
  if (isAllowed) return
  if (actor?.kind === 'stranger') throw new AppError('unauthenticated', 'Please sign in first.')
  throw new AppError('forbidden', 'Your role does not allow this. Ask an admin of your organisation.')
}

/** The signed-in member, or throws. */
export function requireUser(ctx: Context): UserActor {
  authorize(ctx.actor.kind === 'user', ctx.actor)
  return ctx.actor as UserActor
}

/** A person: a member, or whoever came by an auth link. Anyone else is asked to sign in, or refused. */
export function requirePerson({ actor }: Context): UserActor | LinkHolder {
  authorize(actor.kind === 'user' || actor.kind === 'linkHolder', actor)
  return actor
}

export function isAdmin(actor: Actor): boolean {
  return actor.kind === 'user' && actor.role === 'admin'
}

/** May read audit and activity of the whole organisation. */
export function isAuditor(actor: Actor): boolean {
  return actor.kind === 'user' && (actor.role === 'admin' || actor.role === 'auditor')
}
