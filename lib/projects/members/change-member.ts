import { authorize, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import type { ProjectRole } from '#lib/db/generated/enums.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { requireProjectOwner } from '../access.ts'
import { type LoadedProject, loadProject, lockProject } from '../internal.ts'
import { assertOtherOwner, loadMember, type Member, recordMember } from './internal.ts'
import { type ChangeMemberInput, changeMemberInput, type MemberInput, memberInput } from './schema.ts'

/** Makes a member an owner or an owner a member; the last owner stays one. */
export async function changeMember(ctx: Context, slug: string, raw: ChangeMemberInput): Promise<void> {
  const project = await requireProjectOwner(ctx, slug)
  const { personId, role } = changeMemberInput.parse(raw)

  await inTransaction(ctx, async (tx) => {
    await lockProject(tx, project)
    const member = await loadMember(tx, project, personId)
    if (role === 'member') await assertOtherOwner(tx, project, member)
    await setRole(tx, project, member, role)
  })
  publish({ kind: 'person.changed', personId })
}

/** Gives one's ownership to another member, in one step: they own the project, the actor is a member from then on. */
export async function handOverProject(ctx: Context, slug: string, raw: MemberInput): Promise<void> {
  const actor = requireUser(ctx)
  const project = await loadProject(ctx, slug)
  authorize(project.myRole === 'owner', actor)
  const { personId } = memberInput.parse(raw)
  if (personId === actor.personId) throw new AppError('invalid', 'Choose someone else to hand the project over to.')

  await inTransaction(ctx, async (tx) => {
    await lockProject(tx, project)
    const [heir, me] = [await loadMember(tx, project, personId), await loadMember(tx, project, actor.personId)]
    if (me.role !== 'owner') throw new AppError('conflict', 'You do not own this project any more.')
    await setRole(tx, project, heir, 'owner')
    await assertOtherOwner(tx, project, me)
    await setRole(tx, project, me, 'member')
  })
  publish({ kind: 'person.changed', personId })
  publish({ kind: 'person.changed', personId: actor.personId })
}

async function setRole(tx: Context, project: LoadedProject, member: Member, role: ProjectRole): Promise<void> {
  if (member.role === role) return
  const { id: projectId, organizationId } = project
  const { personId } = member
  await tx.db.projectMember.updateMany({ where: { projectId, organizationId, personId }, data: { role } })
  await recordMember(tx, project, { action: 'project.change_member', member, details: { role } })
}
