/**
 * A session as a row: a member's own, which slides (each use extends it, at most once an hour), or the opening of an auth
 * link, which does not. The row decides whether a session stands; the cookie only names it.
 */
import type { Context, LinkHolder, UserActor } from '#lib/context.ts'
import { hashToken, isTokenShaped } from '#lib/crypto/token.ts'
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
    where: { id: sessionId, expiresAt: { gt: new Date() } },
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
  await db.session.deleteMany({ where: { id: sessionId } })
}

/** The link holder whose opening a browser's token names, as long as it lets in; null also once the address has a seat. */
export async function findLinkActor(db: Db, token: string): Promise<LinkHolder | null> {
  if (!isTokenShaped(token)) return null
  const row = await db.authLinkOpening.findFirst({
    where: { tokenHash: hashToken(token), expiresAt: { gt: new Date() }, endedAt: null, authLink: { revokedAt: null } },
    select: {
      id: true,
      organizationId: true,
      projectId: true,
      authLinkId: true,
      proof: true,
      openedAt: true,
      person: { select: { id: true, email: true, role: true } },
    },
  })
  if (!row?.authLinkId || row.person.role) return null
  const { id: openingId, person, authLinkId, ...opening } = row
  return { kind: 'linkHolder', ...opening, openingId, authLinkId, personId: person.id, email: person.email }
}

/** Ends every session of a person, in every browser, also those that auth links have opened for their address. */
export async function endSessionsOf({ db }: Context, { id: personId, organizationId }: Holder): Promise<number> {
  const { count } = await db.session.deleteMany({ where: { personId, organizationId } })
  const now = new Date()
  await db.authLinkOpening.updateMany({
    where: { personId, organizationId, tokenHash: { not: null }, expiresAt: { gt: now } },
    data: { expiresAt: now },
  })
  return count
}

function expiryFrom(nowMs: number): Date {
  return new Date(nowMs + sessionSeconds * 1000)
}
