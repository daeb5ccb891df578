import { hashPassword } from '#lib/auth/password.ts'
import { openSession } from '#lib/auth/session-row.ts'
import type { Context, OrgRole, UserActor } from '#lib/context.ts'
import { database } from '#lib/db/database.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'
import { signedIn } from './context.ts'

export const goodPassword = 'a calm long sentence'

let known: Promise<string> | undefined

/** A member who can sign in with `goodPassword`, with one open session. */
export async function buildAccount(
  options: { role?: OrgRole; organizationId?: string } = {},
): Promise<Context<UserActor> & { sessionId: string }> {
  const ctx = await signedIn(options)
  const { personId: id, organizationId } = ctx.actor
  known ??= hashPassword(plantSecret(goodPassword))
  await database().person.update({ where: { id }, data: { passwordHash: await known } })
  return { ...ctx, ...(await openSession(database(), { id, organizationId })) }
}

/** The token at the end of a one-time link. */
export function tokenOf(url: string): string {
  return url.slice(url.lastIndexOf('/') + 1)
}
