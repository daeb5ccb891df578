import { endSessionsOf } from '#lib/auth/session-row.ts'
import type { Context } from '#lib/context.ts'
import type { Notice } from '#lib/events/bus.ts'
import type { Member } from './internal.ts'
import { revokeIssuedLinks } from './one-time-link.ts'

export type Withdrawn = { details: { keys: number; credentials: number; projects: number }; notices: Notice[] }

/**
 * Everything by which someone could still act: as themselves, or as another by a secret that they have made and so know.
 * Runs after the person's row is changed: a sign-in at the same moment waits for that row, or its session is seen here.
 */
export async function withdrawAccess(tx: Context, member: Member): Promise<Withdrawn> {
  await endSessionsOf(tx, member)
  const keys = await revokeKeys(tx, member)
  const credentials = await deleteCredentials(tx, member)
  await revokeLinks(tx, member)
  const { id: personId, organizationId } = member
  const { count: projects } = await tx.db.projectMember.deleteMany({ where: { personId, organizationId } })
  await tx.db.onboardingDraft.deleteMany({ where: { personId, organizationId } })
  return {
    details: { keys: keys.length, credentials: credentials.length, projects },
    notices: [...keys, ...credentials],
  }
}

/** Keys that act for them, and keys that they made for others. */
async function revokeKeys({ db }: Context, { id, organizationId }: Member): Promise<Notice[]> {
  const keys = await db.agentKey.findMany({
    where: { organizationId, revokedAt: null, OR: [{ personId: id }, { createdById: id }] },
    select: { id: true },
  })
  const ids = keys.map((key) => key.id)
  await db.agentKey.updateMany({ where: { id: { in: ids } }, data: { revokedAt: new Date() } })
  return ids.map((keyId) => ({ kind: 'key.changed', keyId }))
}

async function deleteCredentials({ db }: Context, { id, organizationId }: Member): Promise<Notice[]> {
  const own = { organizationId, personId: id }
  const credentials = await db.credential.findMany({ where: own, select: { connectionId: true, holder: true } })
  await db.credential.deleteMany({ where: own })
  return credentials.map((credential) => ({ kind: 'credential.changed', ...credential }))
}

/** Unused links of every kind: those for them, and those that they made. */
async function revokeLinks(tx: Context, member: Member): Promise<void> {
  const { id, organizationId, email } = member
  const now = new Date()
  const unused = { organizationId, usedAt: null, revokedAt: null }
  await revokeIssuedLinks(tx, member)
  await tx.db.oneTimeLink.updateMany({
    where: { ...unused, OR: [{ personId: id }, { email }] },
    data: { revokedAt: now },
  })
  await tx.db.authLink.updateMany({
    where: { ...unused, OR: [{ createdById: id }, { email }] },
    data: { revokedAt: now },
  })
}
