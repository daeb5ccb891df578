import type { AuditAction } from '#lib/audit/actions.ts'
import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import type { ProjectRole } from '#lib/db/generated/enums.ts'
import { AppError, notFound } from '#lib/errors.ts'
import type { LoadedProject } from '../internal.ts'

export type Member = { personId: string; role: ProjectRole; email: string; name: string }

/** A member of the project, or not found. */
export async function loadMember(tx: Context, project: LoadedProject, personId: string): Promise<Member> {
  const row = await tx.db.projectMember.findFirst({
    where: { projectId: project.id, organizationId: project.organizationId, personId },
    select: { role: true, person: { select: { email: true, name: true } } },
  })
  if (!row) throw notFound('member')
  return { personId, role: row.role, ...row.person }
}

/** When an owner goes, someone else with a seat must own the project. The caller holds the project's lock. */
export async function assertOtherOwner(tx: Context, project: LoadedProject, going: Member): Promise<void> {
  if (going.role !== 'owner') return
  const { personId } = going
  const { id: projectId, organizationId } = project
  const others = await tx.db.projectMember.count({
    where: { projectId, organizationId, role: 'owner', personId: { not: personId }, person: { role: { not: null } } },
  })
  if (others === 0)
    throw new AppError('precondition_failed', 'A project keeps at least one owner. Make someone else an owner first.')
}

type Change = { action: AuditAction; member: Member; details: Record<string, string | number> }

/** Who came, went or changed is recorded about the project. */
export async function recordMember(tx: Context, project: LoadedProject, change: Change): Promise<void> {
  await recordAudit(tx, {
    action: change.action,
    target: { kind: 'project', id: project.id, label: project.slug },
    projectId: project.id,
    details: { person: change.member.email, ...change.details },
  })
}
