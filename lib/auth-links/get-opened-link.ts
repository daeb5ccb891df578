import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { openedBy } from '#lib/credentials/openings.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import { notFound } from '#lib/errors.ts'
import { listCredentials, toLinkId } from './giving/list-credentials.ts'
import type { ConnectionToGive } from './giving/view.ts'
import { findByToken } from './internal.ts'

export type OpenedLinkView = {
  id: string
  organization: string
  project: { slug: string; name: string }
  asker: string | null
  email: string
  mode: CredentialMode
  connections: ConnectionToGive[]
}

/** The link this person has opened, with what it asks for. A link holder's is their own; a member says which, or gets the latest. */
export async function getOpenedLink(ctx: Context, options: { linkId?: string } = {}): Promise<OpenedLinkView> {
  const giver = requirePerson(ctx)
  const { organizationId } = giver
  const id = giver.kind === 'linkHolder' ? giver.authLinkId : toLinkId(options)
  const link = await ctx.db.authLink.findFirst({
    where: { organizationId, id, ...openedBy(giver) },
    orderBy: { usedAt: 'desc' },
    select: {
      id: true,
      email: true,
      credentialMode: true,
      organization: { select: { name: true } },
      project: { select: { slug: true, name: true } },
      createdBy: { select: { name: true } },
    },
  })
  if (!link) throw notFound('auth link')
  const given = await listCredentials(ctx, { linkId: link.id })
  return {
    id: link.id,
    organization: link.organization.name,
    project: link.project,
    asker: link.createdBy?.name ?? null,
    email: link.email,
    mode: link.credentialMode,
    connections: given.flatMap(({ connections }) => connections),
  }
}

/** Whether this token is that of a link which this person has already opened: then it leads back to what they gave. */
export async function findOpenedLinkId(ctx: Context, token: string): Promise<string | null> {
  const { actor } = ctx
  if (actor.kind !== 'user' && actor.kind !== 'linkHolder') return null
  const link = await findByToken(ctx.db, token)
  if (!link) return null
  const where = { AND: [{ id: link.id, organizationId: actor.organizationId }, openedBy(actor)] }
  return (await ctx.db.authLink.count({ where })) > 0 ? link.id : null
}
