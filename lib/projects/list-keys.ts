import { requirePerson, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { describeOpenings } from '#lib/credentials/openings.ts'
import { proofOf } from '#lib/credentials/proof.ts'
import { requireProjectMember } from './access.ts'
import { type KeyRow, type KeyView, keyFields, toKeyView } from './view.ts'

/** The project's keys that nobody revoked: all for owners; for members those they made or that act for them. */
export async function listKeys(ctx: Context, slug: string): Promise<KeyView[]> {
  const { personId } = requireUser(ctx)
  const project = await requireProjectMember(ctx, slug)
  const mine = project.canManage ? {} : { OR: [{ personId }, { createdById: personId }] }
  const rows = await ctx.db.agentKey.findMany({
    where: { organizationId: project.organizationId, projectId: project.id, revokedAt: null, ...mine },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    select: keyFields,
  })
  return toKeyViews(ctx, rows)
}

/** `isMine`: allowed by this very proof. Another's was allowed by someone with a link for the same address. */
export type PersonKeyView = KeyView & { isMine: boolean }

/** The keys that act for the actor's address and could work, waiting ones first; by a link, only those of the link's project. */
export async function listKeysForPerson(ctx: Context): Promise<PersonKeyView[]> {
  const actor = requirePerson(ctx)
  const { organizationId, personId } = actor
  const here = actor.kind === 'linkHolder' ? { projectId: actor.projectId } : {}
  const rows = await ctx.db.agentKey.findMany({
    where: { organizationId, personId, revokedAt: null, refusedAt: null, ...here },
    orderBy: [{ allowedAt: { sort: 'desc', nulls: 'first' } }, { id: 'desc' }],
    select: keyFields,
  })
  const views = await toKeyViews(ctx, rows)
  return views.map((view, index) => ({ ...view, isMine: rows[index]?.proof === proofOf(actor) }))
}

async function toKeyViews({ db }: Context, rows: KeyRow[]): Promise<KeyView[]> {
  const openings = await describeOpenings(
    db,
    rows.map(({ proof }) => proof),
  )
  return rows.map((row) => toKeyView(row, openings))
}
