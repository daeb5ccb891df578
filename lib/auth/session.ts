/**
 * The session that a request carries. A member's rides in next-auth's cookie, which names a row; what auth links opened has
 * a cookie of its own, with the tokens of this browser's openings, whose hashes are in their rows. The row decides: delete
 * or end it and the session has ended, wherever the cookie is.
 */
import { cookies } from 'next/headers'
import { decode, encode } from 'next-auth/jwt'
import type { LinkHolder, UserActor } from '#lib/context.ts'
import { isTokenShaped } from '#lib/crypto/token.ts'
import type { Db } from '#lib/db/client.ts'
import { hostCookie } from './host-cookie.ts'
import { sessionCookie, sessionIdOf, sessionSecret } from './next-auth.ts'
import { endSession, findLinkActor, findUserActor, sessionSeconds } from './session-row.ts'

const tokenDivider = '.'
const tokensMax = 8
const knownSeconds = 180 * 24 * 60 * 60

const linkCookie = 'jetway.link'

/** The member whose session this request carries, or null. */
export async function readUserActor(db: Db): Promise<UserActor | null> {
  const sessionId = await readSessionId()
  return sessionId ? findUserActor(db, sessionId) : null
}

/** Gives this browser a session that was just opened, in the same cookie that signing in gives it. */
export async function carrySession(sessionId: string): Promise<void> {
  const value = await encode({ token: { sid: sessionId }, secret: sessionSecret(), maxAge: sessionSeconds })
  await writeCookie(sessionCookie, value, sessionSeconds)
}

/** Ends the session of this browser: the row first, then the cookie. */
export async function dropSession(db: Db): Promise<void> {
  const sessionId = await readSessionId()
  if (sessionId) await endSession(db, sessionId)
  await dropCookie(sessionCookie)
}

async function readSessionId(): Promise<string | null> {
  const value = await readCookie(sessionCookie)
  if (!value) return null
  try {
    return sessionIdOf(await decode({ token: value, secret: sessionSecret() }))
  } catch {
    return null
  }
}

/** The link holder whose session this request carries, or null. */
export async function readLinkActor(db: Db): Promise<LinkHolder | null> {
  const [latest] = await readLinkTokens()
  return latest === undefined ? null : findLinkActor(db, latest)
}

/** The tokens of the openings this browser has made, latest first. Only the latest lets in; the others tell that it is the same browser. */
export async function readLinkTokens(): Promise<string[]> {
  const value = (await readCookie(linkCookie)) ?? ''
  return value.split(tokenDivider).filter(isTokenShaped).slice(0, tokensMax)
}

/**
 * Adds the token of an opening to those of this browser. Lax, not Strict: the addresses that agents hand out are opened from
 * chats, and have to find it. It outlives the opening's own time, so that a new link goes on where an earlier one was.
 */
export async function carryLinkSession(token: string): Promise<void> {
  const tokens = [token, ...(await readLinkTokens())].slice(0, tokensMax)
  await writeCookie(linkCookie, tokens.join(tokenDivider), knownSeconds)
}

/** Forgets every opening of this browser. */
export async function dropLinkSession(): Promise<void> {
  await dropCookie(linkCookie)
}

export async function readCookie(name: string): Promise<string | undefined> {
  return (await cookies()).get(hostCookie(name).name)?.value
}

export async function writeCookie(name: string, value: string, maxAgeSeconds: number): Promise<void> {
  const { name: full, options } = hostCookie(name)
  const jar = await cookies()
  jar.set(full, value, { ...options, maxAge: maxAgeSeconds })
}

export function dropCookie(name: string): Promise<void> {
  return writeCookie(name, '', 0)
}
