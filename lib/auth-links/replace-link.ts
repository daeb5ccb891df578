/** A new link in place of an old one, whose token and openings end at once. Address and connections stay. */
import { recordAudit } from '#lib/audit/record.ts'
import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { endOpenings } from '#lib/credentials/openings.ts'
import { hashToken, newToken } from '#lib/crypto/token.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError } from '#lib/errors.ts'
import type { IssuedLink } from './create-link.ts'
import { daysFromNow, getManagedLink, linkUrl } from './internal.ts'
import { expiresInDaysDefault, type LinkInput, linkInput } from './schema.ts'

export async function replaceLink(ctx: Context, raw: LinkInput): Promise<IssuedLink> {
  const { personId } = requireUser(ctx)
  const { linkId } = linkInput.parse(raw)
  const token = newToken()
  const expiresAt = daysFromNow(expiresInDaysDefault)

  return inTransaction(ctx, async (tx) => {
    const link = await getManagedLink(tx, linkId)
    if (link._count.connections === 0)
      throw new AppError('precondition_failed', 'Its connections were removed. Make a link for others instead.')
    await tx.db.authLink.update({
      where: { id: linkId, organizationId: link.organizationId },
      data: {
        tokenHash: hashToken(token),
        createdById: personId,
        createdAt: new Date(),
        expiresAt,
        usedAt: null,
        revokedAt: null,
      },
      select: { id: true },
    })
    await endOpenings(tx, { organizationId: link.organizationId, authLinkId: linkId })
    await recordAudit(tx, {
      action: 'auth_link.replace',
      target: { kind: 'auth_link', id: linkId, label: link.email },
      projectId: link.projectId,
    })
    return { id: linkId, email: link.email, url: linkUrl(token), expiresAt }
  })
}
