/**
 * Links that work once: set-up, invitation, password reset. Only the hash of a token is kept. Looking at a link never
 * uses it up. Unknown, expired, used and revoked are one answer. There is one open link for each thing: a new token
 * takes the old one's row, so that the old one is gone.
 */
import type { Context, OrgRole } from '#lib/context.ts'
import { hashToken, isTokenShaped, newToken } from '#lib/crypto/token.ts'
import type { Db } from '#lib/db/client.ts'
import { notFound } from '#lib/errors.ts'

export type LinkPurpose = 'setup' | 'invitation' | 'password_reset'

export type OpenLink = {
  id: string
  organizationId: string | null
  email: string | null
  role: OrgRole | null
  personId: string | null
}

type Draft = {
  purpose: LinkPurpose
  organizationId?: string
  email?: string
  role?: OrgRole
  personId?: string
  createdById?: string
  lifeSeconds: number
}

const openLinkFields = { id: true, organizationId: true, email: true, role: true, personId: true } as const

/** Writes a link in the place of the unused one for the same thing, if there is one. */
export async function writeLink(db: Db, { lifeSeconds, ...draft }: Draft): Promise<{ token: string; expiresAt: Date }> {
  const token = newToken()
  const createdAt = new Date()
  const expiresAt = new Date(createdAt.getTime() + lifeSeconds * 1000)
  const data = { createdById: null, ...draft, tokenHash: hashToken(token), createdAt, expiresAt, revokedAt: null }
  const { purpose, organizationId = null, email = null, personId = null } = draft
  const unused = await db.oneTimeLink.findFirst({
    where: { purpose, organizationId, email, personId, usedAt: null },
    orderBy: { createdAt: 'desc' },
    select: { id: true },
  })
  const { count } = await db.oneTimeLink.updateMany({ where: { id: unused?.id ?? '', usedAt: null }, data })
  if (count === 0) await db.oneTimeLink.create({ data, select: { id: true } })
  return { token, expiresAt }
}

/** The link of a token, if it still works. */
export async function findOpenLink(db: Db, purpose: LinkPurpose, token: string): Promise<OpenLink | null> {
  if (!isTokenShaped(token)) return null
  return db.oneTimeLink.findFirst({ where: stillOpen(purpose, token), select: openLinkFields })
}

/** The link of a token, or the calm refusal. */
export async function getOpenLink(db: Db, purpose: LinkPurpose, token: string): Promise<OpenLink> {
  const link = await findOpenLink(db, purpose, token)
  if (!link) throw notFound('link')
  return link
}

/** Uses a link up. Of two at the same moment, one gets the refusal. */
export async function consumeLink({ db }: Context, purpose: LinkPurpose, token: string): Promise<void> {
  const { count } = await db.oneTimeLink.updateMany({
    where: stillOpen(purpose, token),
    data: { usedAt: new Date() },
  })
  if (count !== 1) throw notFound('link')
}

/** Ends the unused links that someone has made: whoever made a link knows its token. */
export async function revokeIssuedLinks(
  { db }: Context,
  { id, organizationId }: { id: string; organizationId: string },
): Promise<void> {
  await db.oneTimeLink.updateMany({
    where: { organizationId, createdById: id, usedAt: null, revokedAt: null },
    data: { revokedAt: new Date() },
  })
}

function stillOpen(purpose: LinkPurpose, token: string) {
  return { tokenHash: hashToken(token), purpose, usedAt: null, revokedAt: null, expiresAt: { gt: new Date() } }
}
