import { endSessionsOf } from '#lib/auth/session-row.ts'
import type { Context } from '#lib/context.ts'
import type { Notice } from '#lib/events/bus.ts'
import { withdraw } from '#lib/projects/withdraw.ts'
import type { Member } from './internal.ts'
import { revokeIssuedLinks } from './one-time-link.ts'

export type WithdrawnAccess = { details: { keys: number; credentials: number; projects: number }; notices: Notice[] }

/**
 * Everything by which someone could still act in the organisation. Runs after the person's row is changed: a sign-in at the
 * same moment waits for that row, or its session is seen here.
 */
export async function withdrawAccess(tx: Context, member: Member): Promise<WithdrawnAccess> {
  const { id: personId, organizationId, email } = member
  await endSessionsOf(tx, member)
  const { keys, credentials, notices } = await withdraw(tx, { organizationId, personId, email })
  await revokeIssuedLinks(tx, member)
  await tx.db.oneTimeLink.updateMany({
    where: { organizationId, usedAt: null, revokedAt: null, OR: [{ personId }, { email }] },
    data: { revokedAt: new Date() },
  })
  const { count: projects } = await tx.db.projectMember.deleteMany({ where: { personId, organizationId } })
  await tx.db.onboardingDraft.deleteMany({ where: { personId, organizationId } })
  return { details: { keys, credentials, projects }, notices }
}
