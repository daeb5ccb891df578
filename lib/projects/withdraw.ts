/**
 * What goes when someone goes: everything by which they could still act, as themselves or by a secret that they have made
 * and so know, in one project or in all. A new way to act belongs here.
 */
import type { Context } from '#lib/context.ts'
import { endOpenings } from '#lib/credentials/openings.ts'
import type { Notice } from '#lib/events/bus.ts'

/** Without `projectId` everywhere in the organisation. */
export type Leaving = { organizationId: string; personId: string; email: string; projectId?: string }

export type Withdrawn = { keys: number; credentials: number; links: number; notices: Notice[] }

/** Runs in the transaction that takes the person out; what they gave as a project's shared set stays: it is the project's. */
export async function withdraw(tx: Context, leaving: Leaving): Promise<Withdrawn> {
  const keys = await revokeKeys(tx, leaving)
  const credentials = await deleteCredentials(tx, leaving)
  const links = await revokeLinks(tx, leaving)
  const { organizationId, personId, projectId } = leaving
  await endOpenings(tx, { organizationId, personId, projectId })
  return { keys: keys.length, credentials: credentials.length, links, notices: [...keys, ...credentials] }
}

/** Keys that act for them, and keys that they made for others. */
async function revokeKeys({ db }: Context, { organizationId, personId, projectId }: Leaving): Promise<Notice[]> {
  const where = { organizationId, projectId, revokedAt: null, OR: [{ personId }, { createdById: personId }] }
  const keys = await db.agentKey.findMany({ where, select: { id: true } })
  await db.agentKey.updateMany({ where: { id: { in: keys.map(({ id }) => id) } }, data: { revokedAt: new Date() } })
  return keys.map(({ id }) => ({ kind: 'key.changed', keyId: id }))
}

/** Their own, signed in and by links. */
async function deleteCredentials({ db }: Context, { organizationId, personId, projectId }: Leaving): Promise<Notice[]> {
  const where = { organizationId, personId, connection: { projectId } }
  const credentials = await db.credential.findMany({ where, select: { id: true, connectionId: true } })
  await db.credential.deleteMany({ where })
  return credentials.map(({ id, connectionId }) => ({ kind: 'credential.changed', connectionId, credentialId: id }))
}

/** Links that they have opened, or that could let them back in, or that they made for others and nobody has used. */
async function revokeLinks({ db }: Context, leaving: Leaving): Promise<number> {
  const { organizationId, personId, email, projectId } = leaving
  const { count } = await db.authLink.updateMany({
    where: {
      organizationId,
      projectId,
      revokedAt: null,
      OR: [{ openings: { some: { personId } } }, { email, usedAt: null }, { createdById: personId, usedAt: null }],
    },
    data: { revokedAt: new Date() },
  })
  return count
}
