import type { Context } from '#lib/context.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import { requireProjectOwner } from '#lib/projects/access.ts'
import { asksPeople } from '#lib/servers/asks-people.ts'

export type Askable = { id: string; slug: string; server: string; mode: CredentialMode }

/** The connections a link of this project can ask for: those whose server needs values. */
export async function listAskable(ctx: Context, slug: string): Promise<Askable[]> {
  const { id: projectId, organizationId } = await requireProjectOwner(ctx, slug)
  const rows = await ctx.db.connection.findMany({
    where: { projectId, organizationId, server: asksPeople },
    orderBy: [{ server: { name: 'asc' } }, { slug: 'asc' }],
    select: { id: true, slug: true, credentialMode: true, server: { select: { name: true } } },
  })
  return rows.map(({ id, slug: own, credentialMode: mode, server }) => ({ id, slug: own, server: server.name, mode }))
}
