import { recordAudit } from '#lib/audit/record.ts'
import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { notFound } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { revocableBy } from './policy.ts'
import { type CredentialInput, credentialInput } from './schema.ts'

const revokedFields = {
  id: true,
  proof: true,
  person: { select: { email: true } },
  connection: { select: { id: true, slug: true, projectId: true, project: { select: { slug: true } } } },
} as const

/** Deletes the values for good: the person's own, or, for an owner of the project, anyone's in it. */
export async function revokeCredential(ctx: Context, raw: CredentialInput): Promise<void> {
  const giver = requirePerson(ctx)
  const { credentialId: id } = credentialInput.parse(raw)

  const revoked = await inTransaction(ctx, async (tx) => {
    const row = await tx.db.credential.findFirst({
      where: { AND: [{ id }, revocableBy(giver)] },
      select: revokedFields,
    })
    if (!row) throw notFound('credential')
    const { count } = await tx.db.credential.deleteMany({ where: { id } })
    if (count === 0) throw notFound('credential')
    await recordAudit(tx, {
      action: 'credential.revoke',
      target: { kind: 'credential', id, label: `${row.connection.project.slug}/${row.connection.slug}` },
      projectId: row.connection.projectId,
      details: { of: row.person?.email ?? 'shared', proof: row.proof },
    })
    return row
  })

  publish({ kind: 'credential.changed', connectionId: revoked.connection.id, credentialId: id })
}
