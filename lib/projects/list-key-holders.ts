import type { Context } from '#lib/context.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { requireProjectOwner } from './access.ts'

export type KeyHolder = { id: string; name: string; email: string }

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
  return ctx.db.person.findMany({
    where: { organizationId: project.organizationId, ...ofProject(project.id) },
    orderBy: { email: 'asc' },
    select: { id: true, name: true, email: true },
  })
}
