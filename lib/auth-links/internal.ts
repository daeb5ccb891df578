import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { equalBytes } from '#lib/crypto/compare.ts'
import { hashToken, isTokenShaped } from '#lib/crypto/token.ts'
import type { Db } from '#lib/db/client.ts'
import { env } from '#lib/env.ts'
import { isAppError, notFound } from '#lib/errors.ts'
import { lockProjectAsOwner } from '#lib/projects/access.ts'

/** A link of a project that is this member's to manage, and stays so until the transaction ends. */
export async function getManagedLink(tx: Context, linkId: string) {
  const { organizationId } = requireUser(tx)
  const link = await tx.db.authLink.findFirst({
    where: { id: linkId, organizationId },
    select: {
      organizationId: true,
      email: true,
      projectId: true,
      project: { select: { slug: true } },
      _count: { select: { connections: true } },
    },
  })
  if (!link) throw notFound('auth link')
  await lockProjectAsOwner(tx, link.project.slug).catch((error: unknown) => {
    throw isAppError(error) && error.code === 'not_found' ? notFound('auth link') : error
  })
  return link
}

/** The link behind a token, whatever its state; null when there is none. */
export async function findByToken(db: Db, token: string) {
  if (!isTokenShaped(token)) return null
  const tokenHash = hashToken(token)
  const link = await db.authLink.findUnique({
    where: { tokenHash },
    select: {
      id: true,
      tokenHash: true,
      organizationId: true,
      projectId: true,
      email: true,
      usedAt: true,
      revokedAt: true,
      expiresAt: true,
    },
  })
  return link && equalBytes(link.tokenHash, tokenHash) ? link : null
}

/** The address to hand over. The only place where a link's token is written out. */
export function linkUrl(token: string): string {
  return `${env().url}/link/${token}`
}

export function daysFromNow(days: number): Date {
  return new Date(Date.now() + days * 24 * 60 * 60 * 1000)
}
