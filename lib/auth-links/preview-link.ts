import type { Context } from '#lib/context.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import { findByToken } from './internal.ts'
import { type Standing, standingOf, usable } from './policy.ts'

/** What the first page may show to whoever has the link. */
export type LinkPreview = {
  organization: string
  project: string
  asker: string | null
  email: string
  servers: string[]
  mode: CredentialMode
  standing: Standing
}

/**
 * Looks at a link without using it up: mail scanners follow links. Null for an unknown, expired, used or revoked one,
 * which look alike.
 */
export async function previewLink(ctx: Context, token: string): Promise<LinkPreview | null> {
  const found = await findByToken(ctx.db, token)
  const link = await ctx.db.authLink.findFirst({
    where: { id: found?.id ?? '', ...usable() },
    select: {
      email: true,
      credentialMode: true,
      organizationId: true,
      organization: { select: { name: true } },
      project: { select: { name: true } },
      createdBy: { select: { name: true } },
      connections: { select: { connection: { select: { server: { select: { name: true } } } } } },
    },
  })
  if (!link || link.connections.length === 0) return null
  const { email, organizationId } = link
  const isMember = (await ctx.db.person.count({ where: { organizationId, email, role: { not: null } } })) > 0
  return {
    organization: link.organization.name,
    project: link.project.name,
    asker: link.createdBy?.name ?? null,
    email,
    servers: [...new Set(link.connections.map(({ connection }) => connection.server.name))].sort(),
    mode: link.credentialMode,
    standing: standingOf({ email, organizationId, isMember }, ctx.actor),
  }
}
