/**
 * Sessions. A member's rides in next-auth's cookie, which names a row here; a link holder's has a cookie of its own
 * whose hash is in the row. The row decides: delete it and the session has ended, wherever the cookie is.
 */
import { cookies } from 'next/headers'
import { getServerSession } from 'next-auth'
import type { Actor, UserActor } from '#lib/context.ts'
import { hashToken, isTokenShaped } from '#lib/crypto/token.ts'
import type { Db } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'
import { authOptions } from './next-auth.ts'

export const sessionSeconds = 30 * 24 * 60 * 60

/** The cookie of a link session; `__Host-` needs https. */
export function linkCookieName(): string {
  return env().isSecure ? '__Host-jetway.link' : 'jetway.link'
}

/** The member whose session this request carries, or null. */
export async function readUserActor(db: Db): Promise<UserActor | null> {
  const carried = await getServerSession(authOptions())
  const sessionId = carried?.sessionId
  return sessionId ? findUserActor(db, sessionId) : null
}

/** The member behind a session row that still stands. */
export async function findUserActor(db: Db, sessionId: string): Promise<UserActor | null> {
  const row = await db.session.findFirst({
    where: { id: sessionId, authLinkId: null, expiresAt: { gt: new Date() } },
    select: { organizationId: true, person: { select: { id: true, email: true, name: true, role: true } } },
  })
  if (!row?.person.role) return null
  const { id, email, name, role } = row.person
  return { kind: 'user', organizationId: row.organizationId, personId: id, email, name, role }
}

/** The link holder whose session this request carries, or null. */
export async function readLinkActor(db: Db): Promise<Extract<Actor, { kind: 'linkHolder' }> | null> {
  const token = (await cookies()).get(linkCookieName())?.value
  if (!token || !isTokenShaped(token)) return null
  const row = await db.session.findFirst({
    where: { tokenHash: hashToken(token), expiresAt: { gt: new Date() }, authLink: { revokedAt: null } },
    select: {
      organizationId: true,
      person: { select: { id: true, email: true, role: true } },
      authLink: { select: { id: true, projectId: true } },
    },
  })
  if (!row?.authLink || row.person.role) return null
  const { person, authLink } = row
  return {
    kind: 'linkHolder',
    organizationId: row.organizationId,
    personId: person.id,
    email: person.email,
    authLinkId: authLink.id,
    projectId: authLink.projectId,
  }
}
