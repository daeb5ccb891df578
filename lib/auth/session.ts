/**
 * The session that a request carries. A member's rides in next-auth's cookie, which names a row; a link holder's has a
 * cookie of its own whose hash is in the row. The row decides: delete it and the session has ended, wherever the cookie is.
 */
import { cookies } from 'next/headers'
import { decode, encode } from 'next-auth/jwt'
import type { LinkHolder, UserActor } from '#lib/context.ts'
import { hashToken, isTokenShaped } from '#lib/crypto/token.ts'
import type { Db } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'
import { sessionCookieName, sessionIdOf, sessionSecret } from './next-auth.ts'
import { endSession, findUserActor, sessionSeconds } from './session-row.ts'

/** The cookie of a link session; `__Host-` needs https. */
export function linkCookieName(): string {
  return env().isSecure ? '__Host-jetway.link' : 'jetway.link'
}

/** The member whose session this request carries, or null. */
export async function readUserActor(db: Db): Promise<UserActor | null> {
  const sessionId = await readSessionId()
  return sessionId ? findUserActor(db, sessionId) : null
}

/** Gives this browser a session that was just opened, in the same cookie that signing in gives it. */
export async function carrySession(sessionId: string): Promise<void> {
  const value = await encode({ token: { sid: sessionId }, secret: sessionSecret(), maxAge: sessionSeconds })
  const jar = await cookies()
  jar.set(sessionCookieName(), value, {
    httpOnly: true,
    sameSite: 'lax',
    secure: env().isSecure,
    path: '/',
    maxAge: sessionSeconds,
  })
}

/** Ends the session of this browser: the row first, then the cookie. */
export async function dropSession(db: Db): Promise<void> {
  const sessionId = await readSessionId()
  if (sessionId) await endSession(db, sessionId)
  const jar = await cookies()
  jar.set(sessionCookieName(), '', { httpOnly: true, sameSite: 'lax', secure: env().isSecure, path: '/', maxAge: 0 })
}

async function readSessionId(): Promise<string | null> {
  const value = (await cookies()).get(sessionCookieName())?.value
  if (!value) return null
  try {
    return sessionIdOf(await decode({ token: value, secret: sessionSecret() }))
  } catch {
    return null
  }
}

/** The link holder whose session this request carries, or null. */
export async function readLinkActor(db: Db): Promise<LinkHolder | null> {
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
