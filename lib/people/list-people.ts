import { authorize, isAdmin, requireUser } from '#lib/auth/authorize.ts'
import type { Context, OrgRole } from '#lib/context.ts'
import { containing } from '#lib/db/containing.ts'
import { type ListPeopleInput, listPeopleInput } from './schema.ts'

export type PersonRow = { id: string; email: string; name: string; role: OrgRole; lastSeenAt: Date | null }
export type PeoplePage = { people: PersonRow[]; after: string | null }

const pageSize = 50

/** The members, by address. `lastSeenAt` is null for who is signed out everywhere. */
export async function listPeople(ctx: Context, raw: ListPeopleInput = {}): Promise<PeoplePage> {
  authorize(isAdmin(ctx.actor), ctx.actor)
  const { organizationId } = requireUser(ctx)
  const { q, role, after } = listPeopleInput.parse(raw)
  const typed = q && containing(q)
  const rows = await ctx.db.person.findMany({
    where: {
      organizationId,
      role: role ?? { not: null },
      email: { gt: after ?? '' },
      ...(typed && { OR: [{ email: typed }, { name: typed }] }),
    },
    orderBy: { email: 'asc' },
    take: pageSize + 1,
    select: {
      id: true,
      email: true,
      name: true,
      role: true,
      sessions: { orderBy: { lastSeenAt: 'desc' }, take: 1, select: { lastSeenAt: true } },
    },
  })
  const people = rows
    .slice(0, pageSize)
    .flatMap(({ sessions, role, ...row }) =>
      role ? [{ ...row, role, lastSeenAt: sessions[0]?.lastSeenAt ?? null }] : [],
    )
  return { people, after: rows.length > pageSize ? (people.at(-1)?.email ?? null) : null }
}
