import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { invalidField, takenField } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { requireProjectOwner } from '../access.ts'
import { type LoadedProject, lockProject } from '../internal.ts'
import { recordMember } from './internal.ts'
import { type AddMemberInput, addMemberInput } from './schema.ts'

/** Adds someone who has a seat in the organisation to a project, by their address. */
export async function addMember(ctx: Context, slug: string, raw: AddMemberInput): Promise<{ name: string }> {
  const project = await requireProjectOwner(ctx, slug)
  const { email, role } = addMemberInput.parse(raw)

  const person = await inTransaction(ctx, async (tx) => {
    await lockProject(tx, project)
    const found = await loadColleague(tx, project, email)
    const { id: personId, name } = found
    const { id: projectId, organizationId } = project
    await tx.db.projectMember.create({ data: { projectId, organizationId, personId, role }, select: { role: true } })
    const member = { personId, role, email, name }
    await recordMember(tx, project, { action: 'project.add_member', member, details: { role } })
    return found
  })
  publish({ kind: 'person.changed', personId: person.id })
  return { name: person.name }
}

async function loadColleague(tx: Context, project: LoadedProject, email: string) {
  const { organizationId, id: projectId } = project
  // Whoever removes them from the organisation at the same moment comes before, or sees this membership.
  await tx.db
    .$queryRaw`select 1 from "Person" where "organizationId" = ${organizationId} and email = ${email} for share`
  const person = await tx.db.person.findFirst({
    where: { organizationId, email, role: { not: null } },
    select: { id: true, name: true, memberships: { where: { projectId }, select: { role: true } } },
  })
  if (!person)
    throw invalidField(
      'email',
      'Nobody with this address has a seat here. Ask an admin to invite them, or send an auth link.',
    )
  if (person.memberships.length > 0) throw takenField('email', `${person.name} already belongs to this project.`)
  return person
}
