import type { Context, OrgRole } from '#lib/context.ts'
import { findOpenLink } from './one-time-link.ts'

export type InvitationView = { organization: string; email: string; role: OrgRole; name: string }
export type ResetView = { organization: string; email: string }

/** Whether nobody has set this installation up yet. */
export async function needsSetup({ db }: Context): Promise<boolean> {
  return (await db.organization.findFirst({ select: { id: true } })) === null
}

/** Whether this set-up link still works. Looking uses nothing up. */
export async function isSetupOpen({ db }: Context, token: string): Promise<boolean> {
  return (await findOpenLink(db, 'setup', token)) !== null
}

/** What an invitation's page says, or null when the link does not work. Looking uses nothing up. */
export async function findInvitation({ db }: Context, token: string): Promise<InvitationView | null> {
  const link = await findOpenLink(db, 'invitation', token)
  if (!link?.organizationId || !link.email || !link.role) return null
  const { organizationId, email, role } = link
  const organization = await db.organization.findUnique({ where: { id: organizationId }, select: { name: true } })
  const known = await db.person.findUnique({
    where: { organizationId_email: { organizationId, email } },
    select: { name: true, role: true },
  })
  if (!organization || known?.role) return null
  return { organization: organization.name, email, role, name: known?.name ?? '' }
}

/** What a reset's page says, or null when the link does not work. Looking uses nothing up. */
export async function findReset({ db }: Context, token: string): Promise<ResetView | null> {
  const link = await findOpenLink(db, 'password_reset', token)
  if (!link?.personId) return null
  const person = await db.person.findFirst({
    where: { id: link.personId, role: { not: null } },
    select: { email: true, organization: { select: { name: true } } },
  })
  return person && { organization: person.organization.name, email: person.email }
}
