import { recordAudit } from '#lib/audit/record.ts'
import { authorize, isAdmin } from '#lib/auth/authorize.ts'
import { emailAddress } from '#lib/auth/schema.ts'
import type { Actor, Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { env } from '#lib/env.ts'
import { notFound } from '#lib/errors.ts'
import { lockPeople } from './internal.ts'
import type { IssuedLink } from './invite-person.ts'
import { writeLink } from './one-time-link.ts'

const lifeSeconds = 24 * 60 * 60

type Issuer = Extract<Actor, { kind: 'user' | 'system' }>

/** A link by which a member chooses a new password. It replaces an earlier one; the present password works until then. */
export async function issueResetLink(ctx: Context, rawEmail: string): Promise<IssuedLink> {
  const issuer = requireIssuer(ctx.actor)
  const email = emailAddress.parse(rawEmail)

  return inTransaction(ctx, async (tx) => {
    const { organizationId } = issuer
    await lockPeople(tx, organizationId)
    const person = await tx.db.person.findFirst({
      where: { organizationId, email, role: { not: null } },
      select: { id: true },
    })
    if (!person) throw notFound('person')
    const createdById = issuer.kind === 'user' ? issuer.personId : undefined
    const draft = { purpose: 'password_reset' as const, organizationId, personId: person.id, createdById, lifeSeconds }
    const { token, expiresAt } = await writeLink(tx.db, draft)
    await recordAudit(tx, { action: 'person.issue_reset', target: { kind: 'person', id: person.id, label: email } })
    return { url: `${env().url}/reset/${token}`, email, expiresAt }
  })
}

/** An admin in the browser, or whoever runs commands on the host. */
function requireIssuer(actor: Actor): Issuer {
  authorize(actor.kind === 'system' || isAdmin(actor), actor)
  return actor as Issuer
}
