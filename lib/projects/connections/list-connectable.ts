import type { Context } from '#lib/context.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import { freeSlug } from '#lib/servers/slug.ts'
import { requireProjectOwner } from '../access.ts'
import { takenSlugs } from './internal.ts'
import { hostOf } from './view.ts'

/** A server of the library, as the project would connect it. */
export type ConnectableServer = { id: string; name: string; host: string; slug: string; mode: CredentialMode }

/** The servers an owner can connect, each with a slug that is free here. */
export async function listConnectable(ctx: Context, projectSlug: string): Promise<ConnectableServer[]> {
  const { id: projectId, organizationId } = await requireProjectOwner(ctx, projectSlug)
  const servers = await ctx.db.server.findMany({
    where: { organizationId },
    orderBy: [{ name: 'asc' }, { slug: 'asc' }],
    select: { id: true, name: true, slug: true, url: true, credentialMode: true },
  })
  const taken = await takenSlugs(ctx, { organizationId, projectId })
  return servers.map(({ id, name, slug, url, credentialMode }) => {
    return { id, name, host: hostOf(url), slug: freeSlug(slug, taken), mode: credentialMode }
  })
}
