import { recordAudit } from '#lib/audit/record.ts'
import { hashPassword } from '#lib/auth/password.ts'
import { openSession } from '#lib/auth/session-row.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { notFound } from '#lib/errors.ts'
import { actingAs, type Member, memberFields } from './internal.ts'
import { consumeLink, getOpenLink } from './one-time-link.ts'
import { type CompleteSetupInput, completeSetupInput } from './schema.ts'

/** Makes the organisation and its first admin, once, and opens the admin's session. */
export async function completeSetup(ctx: Context, raw: CompleteSetupInput): Promise<{ sessionId: string }> {
  const input = completeSetupInput.parse(raw)
  await getOpenLink(ctx.db, 'setup', input.token)
  const passwordHash = await hashPassword(input.password)

  return inTransaction(ctx, async (tx) => {
    await assertEmpty(tx)
    await consumeLink(tx, 'setup', input.token)
    const admin = await createFirstAdmin(tx, { ...input, passwordHash })
    const target = { kind: 'organisation', id: admin.organizationId, label: input.organization }
    await recordAudit(actingAs(tx, admin), { action: 'organisation.create', target })
    return openSession(tx.db, admin)
  })
}

/**
 * There is never a second organisation: not by one link used twice, nor by two links that replicas made at the same
 * moment. Every set-up locks all set-up links (they are never deleted), so the later one sees what the earlier one made.
 */
async function assertEmpty({ db }: Context): Promise<void> {
  await db.$queryRaw`SELECT 1 FROM "OneTimeLink" WHERE "purpose" = 'setup' ORDER BY "id" FOR UPDATE`
  if (await db.organization.findFirst({ select: { id: true } })) throw notFound('link')
}

async function createFirstAdmin(
  { db }: Context,
  {
    organization,
    name,
    email,
    passwordHash,
  }: { organization: string; name: string; email: string; passwordHash: string },
): Promise<Member> {
  const { id: organizationId } = await db.organization.create({ data: { name: organization }, select: { id: true } })
  const person = await db.person.create({
    data: { organizationId, name, email, role: 'admin', passwordHash },
    select: memberFields,
  })
  return { ...person, role: 'admin' }
}
