import { authorize, isAdmin, requireUser } from '#lib/auth/authorize.ts'
import type { Context, OrgRole } from '#lib/context.ts'

export type InvitationState = 'open' | 'expired' | 'revoked'

export type InvitationRow = {
  id: string
  email: string
  role: OrgRole
  state: InvitationState
  invitedBy: string | null
  createdAt: Date
  expiresAt: Date
}

const listedMax = 200

/** Invitations that nobody has accepted, newest first. An accepted one is a member. */
export async function listInvitations(ctx: Context): Promise<InvitationRow[]> {
  authorize(isAdmin(ctx.actor), ctx.actor)
  const { organizationId } = requireUser(ctx)
  const rows = await ctx.db.oneTimeLink.findMany({
    where: { organizationId, purpose: 'invitation', usedAt: null },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: listedMax,
    select: {
      id: true,
      email: true,
      role: true,
      createdAt: true,
      expiresAt: true,
      revokedAt: true,
      createdBy: { select: { name: true } },
    },
  })
  return rows.flatMap(({ email, role, revokedAt, createdBy, ...row }) =>
    email && role
      ? [{ ...row, email, role, state: stateOf(row.expiresAt, revokedAt), invitedBy: createdBy?.name ?? null }]
      : [],
  )
}

function stateOf(expiresAt: Date, revokedAt: Date | null): InvitationState {
  if (revokedAt) return 'revoked'
  return expiresAt > new Date() ? 'open' : 'expired'
}
