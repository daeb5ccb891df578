import { authorize, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { type Notice, publish } from '#lib/events/bus.ts'
import { type LoadedProject, loadProject, lockProject } from '../internal.ts'
import { canManageProject } from '../policy.ts'
import { assertOtherOwner, loadMember, type Member, recordMember } from './internal.ts'
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
    const gone = await removeTraces(tx, project, member)
    const { id: projectId, organizationId } = project
    await tx.db.projectMember.deleteMany({ where: { projectId, organizationId, personId } })
    const { keys, credentials, links } = gone
    const details = { credentials: credentials.length, keys: keys.length, links }
    await recordMember(tx, project, { action: 'project.remove_member', member, details })
    return [...keys, ...credentials]
  })
  for (const notice of notices) publish(notice)
  publish({ kind: 'person.changed', personId })
}

type Gone = { keys: Notice[]; credentials: Notice[]; links: number }

async function removeTraces({ db }: Context, project: LoadedProject, { personId, email }: Member): Promise<Gone> {
  const { id: projectId, organizationId } = project
  const revokedAt = new Date()
  const credentials = { organizationId, personId, connection: { projectId } }
  const held = await db.credential.findMany({ where: credentials, select: { connectionId: true } })
  await db.credential.deleteMany({ where: credentials })
  const keys = { organizationId, projectId, revokedAt: null, OR: [{ personId }, { createdById: personId }] }
  const acting = await db.agentKey.findMany({ where: keys, select: { id: true } })
  await db.agentKey.updateMany({ where: keys, data: { revokedAt } })
  const { count: links } = await db.authLink.updateMany({
    where: {
      organizationId,
      projectId,
      revokedAt: null,
      OR: [{ openedById: personId }, { email, usedAt: null }, { createdById: personId, usedAt: null }],
    },
    data: { revokedAt },
  })
  return {
    keys: acting.map(({ id: keyId }) => ({ kind: 'key.changed', keyId })),
    credentials: held.map(({ connectionId }) => ({ kind: 'credential.changed', connectionId, holder: personId })),
    links,
  }
}
