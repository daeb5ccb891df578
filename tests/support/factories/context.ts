import type { Actor, Context, OrgRole, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { buildOrganization, buildPerson } from './people.ts'

/** A context for an actor, on this worker's database. */
export function contextFor<A extends Actor>(actor: A): Context<A> {
  return { actor, db: database(), requestId: crypto.randomUUID() }
}

/** A signed-in member of an organisation (a new one unless told otherwise). */
export async function signedIn(options: { role?: OrgRole; organizationId?: string } = {}): Promise<Context<UserActor>> {
  const organizationId = options.organizationId ?? (await buildOrganization()).id
  const person = await buildPerson({ organizationId, role: options.role ?? 'member' })
  return contextFor({
    kind: 'user',
    organizationId,
    personId: person.id,
    email: person.email,
    name: person.name,
    role: options.role ?? 'member',
  })
}

export function stranger(): Context {
  return contextFor({ kind: 'stranger' })
}
