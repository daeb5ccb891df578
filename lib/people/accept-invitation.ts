import { recordAudit } from '#lib/audit/record.ts'
import { hashPassword } from '#lib/auth/password.ts'
import { endSessionsOf, openSession } from '#lib/auth/session-row.ts'
import type { Context } from '#lib/context.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { notFound } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { actingAs, lockPeople, type Member, memberFields } from './internal.ts'
import { consumeLink, getOpenLink, type OpenLink } from './one-time-link.ts'
import { type AcceptInvitationInput, acceptInvitationInput } from './schema.ts'

/** Makes the invited address a member and opens their session. Someone who came by an auth link before stays the same person. */
export async function acceptInvitation(ctx: Context, raw: AcceptInvitationInput): Promise<{ sessionId: string }> {
  const { token, name, password } = acceptInvitationInput.parse(raw)
  const link = await getOpenLink(ctx.db, 'invitation', token)
  const passwordHash = await hashPassword(password)

  const joined = await inTransaction(ctx, async (tx) => {
    const member = await join(tx, { link, token, name, passwordHash })
    await endSessionsOf(tx, member)
    const target = { kind: 'person', id: member.id, label: member.email }
    await recordAudit(actingAs(tx, member), { action: 'person.join', target, details: { role: member.role } })
    return { personId: member.id, ...(await openSession(tx.db, member)) }
  })

  publish({ kind: 'person.changed', personId: joined.personId })
  return { sessionId: joined.sessionId }
}

type Joining = { link: OpenLink; token: string; name: string; passwordHash: string }

async function join(tx: Context, { link, token, name, passwordHash }: Joining): Promise<Member> {
  const { organizationId, email, role } = link
  if (!organizationId || !email || !role) throw notFound('link')
  await lockPeople(tx, organizationId)
  await consumeLink(tx, 'invitation', token)
  const address = { organizationId_email: { organizationId, email } }
  const known = await tx.db.person.findUnique({ where: address, select: { role: true } })
  if (known?.role) throw notFound('link')
  const person = await tx.db.person.upsert({
    where: address,
    create: { organizationId, email, name, role, passwordHash },
    update: { name, role, passwordHash },
    select: memberFields,
  })
  return { ...person, role }
}
