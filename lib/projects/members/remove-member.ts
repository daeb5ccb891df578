import { authorize, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { loadProject, lockProject } from '../internal.ts'
import { canManageProject } from '../policy.ts'
import { withdraw } from '../withdraw.ts'
import { assertOtherOwner, loadMember, recordMember } from './internal.ts'
import { type MemberInput, memberInput } from './schema.ts'

/**
 * Takes someone out of a project, or lets them leave it. What they gave for themselves is deleted, the keys that act
 * for them and the auth links that would let them back in are revoked, and so is what they made for others and know the
 * secret of; what they gave for all stays.
 */
export async function removeMember(ctx: Context, slug: string, raw: MemberInput): Promise<void> {
  const actor = requireUser(ctx)
  const project = await loadProject(ctx, slug)
  const { personId } = memberInput.parse(raw)
  authorize(canManageProject(actor, project) || (project.myRole !== null && personId === actor.personId), actor)

  const notices = await inTransaction(ctx, async (tx) => {
    await lockProject(tx, project)
    const member = await loadMember(tx, project, personId)
    await assertOtherOwner(tx, project, member)
    const { id: projectId, organizationId } = project
    const { email } = member
    const { notices, ...details } = await withdraw(tx, { organizationId, projectId, personId, email })
    await tx.db.projectMember.deleteMany({ where: { projectId, organizationId, personId } })
    await recordMember(tx, project, { action: 'project.remove_member', member, details })
    return notices
  })
  for (const notice of notices) publish(notice)
  publish({ kind: 'person.changed', personId })
}
