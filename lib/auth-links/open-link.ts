/**
 * The deliberate step: uses a link up, once, whoever presses at the same moment. For an address without a seat the link
 * is the proof, and opens a session confined to it; a member uses it as themselves, signed in. Fails closed: every
 * unusable link answers null, and a link is used up only together with what it opens.
 */
import { recordAudit } from '#lib/audit/record.ts'
import type { Actor, Context } from '#lib/context.ts'
import { openedLinkSeconds } from '#lib/credentials/policy.ts'
import { hashToken, newToken } from '#lib/crypto/token.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { findByToken } from './internal.ts'
import { standingOf, usable } from './policy.ts'

/** `cookie`: the token of the new session, for the browser that pressed and nobody else. */
export type OpenedLink =
  | { kind: 'session'; linkId: string; cookie: string; expiresAt: Date }
  | { kind: 'member'; linkId: string }
  | { kind: 'must_sign_in' }
  | { kind: 'not_theirs' }

type Link = NonNullable<Awaited<ReturnType<typeof findByToken>>>

/** Opens the link for whoever presses; null when it cannot be opened (any more). */
export async function openLink(ctx: Context, token: string): Promise<OpenedLink | null> {
  const link = await findByToken(ctx.db, token)
  if (!link) return null

  const opened = await inTransaction(ctx, async (tx): Promise<OpenedLink | null> => {
    const { email, organizationId } = link
    const known = await tx.db.person.findFirst({ where: { organizationId, email }, select: { role: true } })
    const isMember = Boolean(known?.role)
    const isUsable = (await tx.db.authLink.count({ where: { id: link.id, ...usable() } })) > 0
    if (!isUsable) return null
    const standing = standingOf({ email, organizationId, isMember }, tx.actor)
    if (standing === 'must_sign_in') return { kind: 'must_sign_in' }
    if (standing === 'not_theirs') return { kind: 'not_theirs' }

    const personId = await personOf(tx, link)
    if (!(await markUsed(tx, link, personId))) return null
    await recordOpening(tx, link, personId)
    return tx.actor.kind === 'user' ? { kind: 'member', linkId: link.id } : openSession(tx, link, personId)
  })
  // The gateway drops what it knows of the keys.
  if (opened?.kind === 'session') publish({ kind: 'project.changed', projectId: link.projectId })
  return opened
}

/** One conditional update decides; it also sees a token that was replaced since it was read. */
async function markUsed(tx: Context, { id, organizationId, tokenHash }: Link, openedById: string): Promise<boolean> {
  const { count } = await tx.db.authLink.updateMany({
    where: { id, organizationId, tokenHash, ...usable() },
    data: { usedAt: new Date(), openedById },
  })
  return count === 1
}

async function personOf(tx: Context, { organizationId, email }: Link): Promise<string> {
  if (tx.actor.kind === 'user') return tx.actor.personId
  const name = email.split('@')[0] ?? email
  await tx.db.person.createMany({ data: [{ organizationId, email, name }], skipDuplicates: true })
  const where = { organizationId_email: { organizationId, email } }
  return (await tx.db.person.findUniqueOrThrow({ where, select: { id: true } })).id
}

/** Lives as long as a fresh link does, so that people can come back to mend or take back what they gave; then a new link is needed. */
async function openSession(tx: Context, link: Link, personId: string): Promise<OpenedLink> {
  const { id: authLinkId, organizationId } = link
  await askForConsentAgain(tx, link, personId)
  const cookie = newToken()
  const expiresAt = new Date(Date.now() + openedLinkSeconds * 1000)
  const data = { organizationId, personId, authLinkId, tokenHash: hashToken(cookie), expiresAt }
  await tx.db.session.create({ data, select: { id: true } })
  return { kind: 'session', linkId: authLinkId, cookie, expiresAt }
}

/**
 * Whoever holds a link is taken for its person, so what an earlier opening consented to may not have been theirs: keys
 * that others made for them wait for their answer again.
 */
async function askForConsentAgain(tx: Context, { organizationId, projectId }: Link, personId: string): Promise<void> {
  const byOthers = [{ createdById: null }, { createdById: { not: personId } }]
  await tx.db.agentKey.updateMany({
    where: { organizationId, projectId, personId, revokedAt: null, OR: byOthers },
    data: { allowedAt: null },
  })
}

async function recordOpening(tx: Context, link: Link, personId: string): Promise<void> {
  const { id: authLinkId, organizationId, projectId, email } = link
  const holder: Actor = { kind: 'linkHolder', organizationId, personId, email, authLinkId, projectId }
  const actor = tx.actor.kind === 'user' ? tx.actor : holder
  const target = { kind: 'auth_link', id: authLinkId, label: email }
  await recordAudit({ ...tx, actor }, { action: 'auth_link.open', target, projectId })
}
