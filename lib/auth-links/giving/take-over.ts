/**
 * A member takes over what an opening of a link gave under their address before they had a seat. Only in a browser that
 * holds the opening's own token: everyone else who was ever sent a link for the address could have given it.
 */
import { recordAudit } from '#lib/audit/record.ts'
import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { bySignIn } from '#lib/credentials/proof.ts'
import { type CredentialInput, credentialInput } from '#lib/credentials/schema.ts'
import { hashToken } from '#lib/crypto/token.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError, notFound } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'

/** The proofs whose openings this browser holds the token of, for the member's own address. */
export async function listHeldProofs(ctx: Context, tokens: readonly string[]): Promise<string[]> {
  const { organizationId, personId } = requireUser(ctx)
  const rows = await ctx.db.authLinkOpening.findMany({
    where: { organizationId, personId, tokenHash: { in: tokens.map(hashToken) } },
    select: { proof: true },
  })
  return [...new Set(rows.map(({ proof }) => proof))]
}

/** From then on the values are the member's own; keys that the opening allowed do not call with them any more. */
export async function takeOverCredential(ctx: Context, raw: CredentialInput, tokens: readonly string[]): Promise<void> {
  const { organizationId, personId } = requireUser(ctx)
  const { credentialId: id } = credentialInput.parse(raw)
  const held = await listHeldProofs(ctx, tokens)

  const connectionId = await inTransaction(ctx, async (tx) => {
    const row = await tx.db.credential.findFirst({
      where: { id, organizationId, personId, proof: { in: held, not: bySignIn } },
      select: {
        connection: { select: { id: true, slug: true, projectId: true, project: { select: { slug: true } } } },
      },
    })
    if (!row) throw notFound('credential')
    const { connection } = row
    await tx.db.$queryRaw`select 1 from "Connection" where id = ${connection.id} for no key update`
    const own = { organizationId, personId, connectionId: connection.id, proof: bySignIn }
    if ((await tx.db.credential.count({ where: own })) > 0)
      throw new AppError('conflict', 'You have given values of your own meanwhile. Remove those first.')
    const { count } = await tx.db.credential.updateMany({
      where: { id, organizationId, personId, proof: { in: held } },
      data: { proof: bySignIn, version: { increment: 1 } },
    })
    if (count === 0) throw notFound('credential')
    await recordAudit(tx, {
      action: 'credential.take_over',
      target: { kind: 'credential', id, label: `${connection.project.slug}/${connection.slug}` },
      projectId: connection.projectId,
    })
    return connection.id
  })

  publish({ kind: 'credential.changed', connectionId, credentialId: id })
}
