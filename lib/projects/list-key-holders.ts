import type { Context } from '#lib/context.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { requireProjectOwner } from './access.ts'

/** `hasAccount`: without one, a key is allowed on the last page of an auth link. */
export type KeyHolder = { id: string; name: string; email: string; hasAccount: boolean }

/** Whom a key may act for: the project's members, and whoever has given a credential in it. */
export function ofProject(projectId: string): Prisma.PersonWhereInput {
  const given = { some: { connection: { projectId } } }
  return {
    OR: [
      { role: { not: null }, memberships: { some: { projectId } } },
      { credentials: given },
      { givenCredentials: given },
    ],
  }
}

/** Everyone an owner may make a key for. */
export async function listKeyHolders(ctx: Context, slug: string): Promise<KeyHolder[]> {
  const project = await requireProjectOwner(ctx, slug)
  const people = await ctx.db.person.findMany({
    where: { organizationId: project.organizationId, ...ofProject(project.id) },
    orderBy: { email: 'asc' },
    select: { id: true, name: true, email: true, role: true },
  })
  return people.map(({ role, ...person }) => ({ ...person, hasAccount: role !== null }))
}
