/** Signing in with e-mail and password: the only way from a password to a session. */
import * as z from 'zod'
import type { Db } from '#lib/db/client.ts'
import { isPassword, passwordLengthMax } from './password.ts'

const given = z.object({ email: z.string().trim().toLowerCase().max(254), password: z.string().max(passwordLengthMax) })

const sessionSeconds = 30 * 24 * 60 * 60

/** Opens a session, or answers null: wrong password, unknown address and malformed input look alike. */
export async function signIn(
  db: Db,
  raw: unknown,
  _headers: Record<string, unknown>,
): Promise<{ sessionId: string } | null> {
  const input = given.safeParse(raw)
  if (!input.success) return null
  const person = await db.person.findFirst({
    where: { email: input.data.email, role: { not: null } },
    select: { id: true, organizationId: true, passwordHash: true },
  })
  const isRight = await isPassword(input.data.password, person?.passwordHash ?? null)
  if (!person || !isRight) return null
  const expiresAt = new Date(Date.now() + sessionSeconds * 1000)
  const session = await db.session.create({
    data: { organizationId: person.organizationId, personId: person.id, expiresAt },
    select: { id: true },
  })
  return { sessionId: session.id }
}
