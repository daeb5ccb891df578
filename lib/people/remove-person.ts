import { recordAudit } from '#lib/audit/record.ts'
import { authorize, isAdmin, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError } from '#lib/errors.ts'
import { type Notice, publish } from '#lib/events/bus.ts'
import { assertAnotherAdmin, getMember, lockPeople, type Member } from './internal.ts'
import { type RemovePersonInput, removePersonInput } from './schema.ts'
import { withdrawAccess } from './withdraw-access.ts'

/**
 * Takes away a member's seat and all that could still act for them: sessions, keys, credentials, memberships, links.
 * The row stays without role and password, so that audit and activity keep their names and an invitation brings them back.
 * What they gave as a project's shared set stays: it is the project's.
 */
export async function removePerson(ctx: Context, raw: RemovePersonInput): Promise<{ name: string }> {
  authorize(isAdmin(ctx.actor), ctx.actor)
  const { organizationId } = requireUser(ctx)
  const { personId } = removePersonInput.parse(raw)

  const { member, notices } = await inTransaction(ctx, async (tx) => {
    await lockPeople(tx, organizationId)
    const member = await getMember(tx, organizationId, personId)
    await assertAnotherAdmin(tx, member)
    await assertNotLastOwner(tx, member)
    await tx.db.person.update({
      where: { id: personId },
      data: { role: null, passwordHash: null },
      select: { id: true },
    })
    const withdrawn = await withdrawAccess(tx, member)
    const target = { kind: 'person', id: personId, label: member.email }
    await recordAudit(tx, { action: 'person.remove', target, details: withdrawn.details })
    return { member, notices: withdrawn.notices }
  })

  const left: Notice = { kind: 'person.changed', personId }
  for (const notice of [left, ...notices]) publish(notice)
  return { name: member.name }
}

/** The projects are locked, so that their owners do not change in between. */
async function assertNotLastOwner({ db }: Context, { id, organizationId, name }: Member): Promise<void> {
  const projects = await db.$queryRaw<{ id: string; name: string }[]>`
    SELECT "id", "name" FROM "Project"
    WHERE "organizationId" = ${organizationId}
      AND "id" IN (SELECT "projectId" FROM "ProjectMember" WHERE "personId" = ${id} AND "role" = 'owner')
    ORDER BY "id" FOR NO KEY UPDATE`
  const projectId = { in: projects.map((project) => project.id) }
  const others = await db.projectMember.findMany({
    where: { organizationId, projectId, role: 'owner', personId: { not: id } },
    select: { projectId: true },
  })
  const owned = new Set(others.map((other) => other.projectId))
  const orphans = projects.filter((project) => !owned.has(project.id)).map((project) => project.name)
  if (orphans.length === 0) return
  throw new AppError(
    'precondition_failed',
    `${name} is the only owner of ${orphans.join(', ')}. Make someone else an owner there first.`,
  )
}
