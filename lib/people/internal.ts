import type { Context, OrgRole, UserActor } from '#lib/context.ts'
import { AppError, notFound } from '#lib/errors.ts'

export const memberFields = { id: true, organizationId: true, email: true, name: true, role: true } as const

export type Member = { id: string; organizationId: string; email: string; name: string; role: OrgRole }

/**
 * Changes to who belongs to an organisation happen one after the other: two admins who remove each other at the same
 * moment would otherwise leave none.
 */
export async function lockPeople({ db }: Context, organizationId: string): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM "Organization" WHERE "id" = ${organizationId} FOR NO KEY UPDATE`
}

export async function getMember({ db }: Context, organizationId: string, personId: string): Promise<Member> {
  const person = await db.person.findFirst({ where: { id: personId, organizationId }, select: memberFields })
  if (!person?.role) throw notFound('person')
  return { ...person, role: person.role }
}

/** To be asked under `lockPeople`. */
export async function assertAnotherAdmin({ db }: Context, member: Member): Promise<void> {
  if (member.role !== 'admin') return
  const others = await db.person.count({
    where: { organizationId: member.organizationId, role: 'admin', id: { not: member.id } },
  })
  if (others > 0) return
  throw new AppError('precondition_failed', `${member.name} is the only admin. Make someone else an admin first.`)
}

/** What someone does by a link is theirs in the audit, although nobody is signed in yet. */
export function actingAs(tx: Context, { id, ...member }: Member): Context<UserActor> {
  return { ...tx, actor: { kind: 'user', personId: id, ...member } }
}
