/**
 * Sends someone a link at which to give values. The token is in the answer and nowhere else: the database has its hash,
 * the audit record has neither.
 */
import { recordAudit } from '#lib/audit/record.ts'
import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { hashToken, newToken } from '#lib/crypto/token.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { invalidField } from '#lib/errors.ts'
import { lockProjectAsOwner } from '#lib/projects/access.ts'
import { asksFields, asksNobody } from '#lib/servers/asks-people.ts'
import { daysFromNow, linkUrl } from './internal.ts'
import { usable } from './policy.ts'
import { type CreateLinkInput, createLinkInput } from './schema.ts'

/** `url` can be shown this once. */
export type IssuedLink = { id: string; email: string; url: string; expiresAt: Date }

type Parsed = ReturnType<typeof createLinkInput.parse>
type Project = { id: string; organizationId: string }

/** Makes a link for one address and chosen connections of one project. Sends nothing by itself. */
export async function createLink(ctx: Context, raw: CreateLinkInput): Promise<IssuedLink> {
  const { personId, organizationId } = requireUser(ctx)
  const input = createLinkInput.parse(raw)
  const token = newToken()
  const { email, credentialMode } = input
  const expiresAt = daysFromNow(input.expiresInDays)

  return inTransaction(ctx, async (tx) => {
    const project = await lockProjectAsOwner(tx, input.project)
    const connections = await getAskable(tx, project, input)
    await endEarlier(tx, project, input)
    const link = await tx.db.authLink.create({
      data: {
        organizationId,
        projectId: project.id,
        email,
        credentialMode,
        tokenHash: hashToken(token),
        createdById: personId,
        expiresAt,
        connections: { create: connections.map(({ id: connectionId }) => ({ connectionId })) },
      },
      select: { id: true },
    })
    await recordAudit(tx, {
      action: 'auth_link.create',
      target: { kind: 'auth_link', id: link.id, label: email },
      projectId: project.id,
      details: { mode: credentialMode, connections: connections.map(({ slug }) => slug) },
    })
    return { id: link.id, email, url: linkUrl(token), expiresAt }
  })
}

/** A form sent twice, or a link made again, leaves one that works: an unused one that asks the same is revoked. */
async function endEarlier(tx: Context, { id: projectId, organizationId }: Project, input: Parsed) {
  const { email, credentialMode, connectionIds } = input
  const earlier = await tx.db.authLink.findMany({
    where: { organizationId, projectId, email, credentialMode, ...usable() },
    select: { id: true, connections: { select: { connectionId: true } } },
  })
  const wanted = new Set(connectionIds)
  for (const { id, connections } of earlier) {
    const isSame =
      connections.length === wanted.size && connections.every(({ connectionId }) => wanted.has(connectionId))
    if (!isSame) continue
    await tx.db.authLink.update({ where: { id }, data: { revokedAt: new Date() }, select: { id: true } })
    await recordAudit(tx, { action: 'auth_link.revoke', target: { kind: 'auth_link', id, label: email }, projectId })
  }
}

/** The chosen connections; all of this project, of this mode, and with something to ask for. */
async function getAskable(tx: Context, { id: projectId, organizationId }: Project, input: Parsed) {
  const { connectionIds, credentialMode } = input
  const connections = await tx.db.connection.findMany({
    where: { id: { in: connectionIds }, organizationId, projectId },
    select: {
      id: true,
      slug: true,
      credentialMode: true,
      server: { select: asksFields },
    },
    orderBy: { slug: 'asc' },
  })
  if (connections.length < connectionIds.length)
    throw invalidField('connectionIds', 'A chosen connection is not in this project any more. Choose again.')
  const other = connections.find((connection) => connection.credentialMode !== credentialMode)
  if (other) throw invalidField('connectionIds', wrongMode(other.slug, credentialMode))
  const open = connections.find((connection) => asksNobody(connection.server))
  if (open) throw invalidField('connectionIds', `${open.slug} needs no sign-in, so there is nothing to ask for.`)
  return connections
}

function wrongMode(slug: string, mode: Parsed['credentialMode']): string {
  return mode === 'shared'
    ? `${slug} takes each person's own credentials. Choose connections that share one set, or ask for each person's own.`
    : `${slug} has one shared set of credentials. Choose connections of each person, or ask for the shared set.`
}
