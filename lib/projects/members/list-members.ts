import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import type { ProjectRole } from '#lib/db/generated/enums.ts'
import { requireProjectMember } from '../access.ts'

export type MemberView = {
  personId: string
  name: string
  email: string
  role: ProjectRole
  isMe: boolean
  since: Date
}

/** The project's people with a seat: owners first, then by address. */
export async function listMembers(ctx: Context, slug: string): Promise<MemberView[]> {
  const actor = requireUser(ctx)
  const project = await requireProjectMember(ctx, slug)
  const rows = await ctx.db.projectMember.findMany({
    where: { projectId: project.id, organizationId: project.organizationId },
    orderBy: [{ role: 'asc' }, { person: { email: 'asc' } }],
    select: { personId: true, role: true, createdAt: true, person: { select: { name: true, email: true } } },
  })
  return rows.map(({ personId, role, createdAt, person }) => {
    return { personId, role, ...person, isMe: personId === actor.personId, since: createdAt }
  })
}
