/**
 * A member's session as a row. The row decides whether a session stands; the cookie only names it. Sessions slide: each
 * use extends the row, at most once an hour.
 */
import type { Context, UserActor } from '#lib/context.ts'
import type { Db } from '#lib/db/client.ts'

export const sessionSeconds = 30 * 24 * 60 * 60
export const renewSeconds = 60 * 60

type Holder = { id: string; organizationId: string }

/** Opens a session for someone who has just proved who they are. */
export async function openSession(db: Db, person: Holder): Promise<{ sessionId: string }> {
  const { id } = await db.session.create({
    data: { organizationId: person.organizationId, personId: person.id, expiresAt: expiryFrom(Date.now()) },
    select: { id: true },
  })
  return { sessionId: id }
}

/** The member behind a session that stands, or null. */
export async function findUserActor(db: Db, sessionId: string): Promise<UserActor | null> {
  const row = await db.session.findFirst({
    where: { id: sessionId, authLinkId: null, expiresAt: { gt: new Date() } },
    select: { organizationId: true, person: { select: { id: true, email: true, name: true, role: true } } },
  })
  if (!row?.person.role) return null
  const { id, email, name, role } = row.person
  return { kind: 'user', organizationId: row.organizationId, personId: id, email, name, role }
}

/** Extends a session that is in use. Answers whether it still stands. */
export async function keepSession(db: Db, sessionId: string): Promise<boolean> {
  if (!(await findUserActor(db, sessionId))) return false
  const now = Date.now()
  await db.session.updateMany({
    where: { id: sessionId, lastSeenAt: { lte: new Date(now - renewSeconds * 1000) } },
    data: { lastSeenAt: new Date(now), expiresAt: expiryFrom(now) },
  })
  return true
}

export async function endSession(db: Db, sessionId: string): Promise<void> {
  await db.session.deleteMany({ where: { id: sessionId, authLinkId: null } })
}

/** Ends every session of a person, in every browser. */
export async function endSessionsOf(tx: Context, person: Holder): Promise<number> {
  const { count } = await tx.db.session.deleteMany({
    where: { personId: person.id, organizationId: person.organizationId },
  })
  return count
}

function expiryFrom(nowMs: number): Date {
  return new Date(nowMs + sessionSeconds * 1000)
}
