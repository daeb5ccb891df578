/**
 * The deliberate step: uses a link up, once, whoever presses at the same moment. For an address without a seat it begins an
 * opening, which identifies nobody: what is given and allowed there rests on it alone. A browser that still holds the token
 * of an earlier opening of the same address and project goes on with that one, as far as this link goes. A member uses the
 * link as themselves, signed in. Fails closed: every unusable link answers null, and a link is used up only together with
 * what it opens.
 */
import { recordAudit } from '#lib/audit/record.ts'
import type { Actor, Context } from '#lib/context.ts'
import { openedLinkSeconds } from '#lib/credentials/openings.ts'
import { bySignIn } from '#lib/credentials/proof.ts'
import { hashToken, isTokenShaped, newToken } from '#lib/crypto/token.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { findByToken } from './internal.ts'
import { standingOf, usable } from './policy.ts'

/** `cookie`: the token of the opening, for the browser that pressed and nobody else. */
export type OpenedLink =
  | { kind: 'session'; linkId: string; cookie: string }
  | { kind: 'member'; linkId: string }
  | { kind: 'must_sign_in' }
  | { kind: 'not_theirs' }

type Link = NonNullable<Awaited<ReturnType<typeof findByToken>>>

/** Opens the link for whoever presses; null when it cannot be opened (any more). `held`: tokens of this browser's earlier openings. */
export async function openLink(ctx: Context, token: string, held: readonly string[] = []): Promise<OpenedLink | null> {
  const link = await findByToken(ctx.db, token)
  if (!link) return null

  return inTransaction(ctx, async (tx): Promise<OpenedLink | null> => {
    const { email, organizationId } = link
    const known = await tx.db.person.findFirst({ where: { organizationId, email }, select: { role: true } })
    const isMember = Boolean(known?.role)
    const isUsable = (await tx.db.authLink.count({ where: { id: link.id, ...usable() } })) > 0
    if (!isUsable) return null
    const standing = standingOf({ email, organizationId, isMember }, tx.actor)
    if (standing === 'must_sign_in') return { kind: 'must_sign_in' }
    if (standing === 'not_theirs') return { kind: 'not_theirs' }

    if (!(await markUsed(tx, link))) return null
    return tx.actor.kind === 'user' ? openSignedIn(tx, link) : openByLink(tx, link, held)
  })
}

/** One conditional update decides; it also sees a token that was replaced since it was read. */
async function markUsed(tx: Context, { id, organizationId, tokenHash }: Link): Promise<boolean> {
  const { count } = await tx.db.authLink.updateMany({
    where: { id, organizationId, tokenHash, ...usable() },
    data: { usedAt: new Date() },
  })
  return count === 1
}

async function openSignedIn(tx: Context, link: Link): Promise<OpenedLink> {
  if (tx.actor.kind !== 'user') throw new Error('Only a member opens a link signed in.')
  const { personId } = tx.actor
  await keepOpening(tx, link, { id: crypto.randomUUID(), personId, proof: bySignIn, provenBy: 'sign_in' })
  await recordOpening(tx, link, tx.actor)
  return { kind: 'member', linkId: link.id }
}

async function openByLink(tx: Context, link: Link, held: readonly string[]): Promise<OpenedLink> {
  const { id: authLinkId, organizationId, projectId, email } = link
  const personId = await personOf(tx, link)
  const openingId = crypto.randomUUID()
  const proof = (await findContinued(tx, link, { personId, held })) ?? openingId
  const cookie = newToken()
  const opening = { id: openingId, personId, proof, provenBy: 'nothing', tokenHash: hashToken(cookie) } as const
  const openedAt = await keepOpening(tx, link, opening)
  const holder = { personId, email, authLinkId, organizationId, projectId, openingId, proof, openedAt }
  await recordOpening(tx, link, { kind: 'linkHolder', ...holder })
  return { kind: 'session', linkId: authLinkId, cookie }
}

async function personOf(tx: Context, { organizationId, email }: Link): Promise<string> {
  const name = email.split('@')[0] ?? email
  await tx.db.person.createMany({ data: [{ organizationId, email, name }], skipDuplicates: true })
  const where = { organizationId_email: { organizationId, email } }
  return (await tx.db.person.findUniqueOrThrow({ where, select: { id: true } })).id
}

type Browser = { personId: string; held: readonly string[] }

/** What the latest earlier opening of this browser rests on; only the token shows that it is the same browser. */
async function findContinued(tx: Context, link: Link, { personId, held }: Browser): Promise<string | null> {
  const { organizationId, projectId } = link
  const tokenHash = { in: held.filter(isTokenShaped).map(hashToken) }
  const earlier = await tx.db.authLinkOpening.findFirst({
    where: { organizationId, projectId, personId, tokenHash },
    orderBy: { openedAt: 'desc' },
    select: { proof: true },
  })
  return earlier?.proof ?? null
}

type NewOpening = {
  id: string
  personId: string
  proof: string
  provenBy: 'nothing' | 'sign_in'
  tokenHash?: Uint8Array<ArrayBuffer>
}

/** Lets in as long as a fresh link does, so that people can come back to mend or take back what they gave. */
async function keepOpening(tx: Context, link: Link, opening: NewOpening): Promise<Date> {
  const { id: authLinkId, organizationId, projectId } = link
  const openedAt = new Date()
  const expiresAt = new Date(openedAt.getTime() + openedLinkSeconds * 1000)
  const data = { ...opening, authLinkId, organizationId, projectId, openedAt, expiresAt }
  await tx.db.authLinkOpening.create({ data, select: { id: true } })
  return openedAt
}

async function recordOpening(tx: Context, link: Link, actor: Actor): Promise<void> {
  const target = { kind: 'auth_link', id: link.id, label: link.email }
  await recordAudit({ ...tx, actor }, { action: 'auth_link.open', target, projectId: link.projectId })
}
