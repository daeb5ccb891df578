import * as z from 'zod'
import { authorize, isAdmin, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { orTaken } from '#lib/db/unique-violation.ts'
import { notFound, takenField } from '#lib/errors.ts'
import { rowId } from '#lib/ids.ts'
import { slug as slugForm } from '#lib/servers/schema.ts'
import { freeSlug } from '#lib/servers/slug.ts'
import { canManageProject } from '../policy.ts'

const managedFields = {
  id: true,
  organizationId: true,
  projectId: true,
  serverId: true,
  slug: true,
  credentialMode: true,
  keepsOwn: true,
  state: true,
  toolPolicy: true,
  answerSeconds: true,
  silenceMinutes: true,
  totalMinutes: true,
} satisfies Prisma.ConnectionSelect

export type ManagedConnection = Prisma.ConnectionGetPayload<{ select: typeof managedFields }>

/** By its id, or by the address its page has. */
export type ConnectionAddress = { id: string } | { project: string; slug: string }

/** A connection the actor may manage. Members of its project are refused; for everyone else it is not found. */
export async function loadManaged(ctx: Context, address: ConnectionAddress): Promise<ManagedConnection> {
  const actor = requireUser(ctx)
  const { organizationId, personId } = actor
  const place = toPlace(address)
  const mine = isAdmin(actor) ? {} : { project: { members: { some: { personId } } } }
  const found = await ctx.db.connection.findFirst({
    where: { organizationId, AND: [place, mine] },
    select: { ...managedFields, project: { select: { members: { where: { personId }, select: { role: true } } } } },
  })
  if (!found) throw notFound('connection')
  const { project, ...connection } = found
  authorize(canManageProject(actor, { myRole: project.members[0]?.role ?? null }), actor)
  return connection
}

/** What comes from addresses and forms is text, or nothing is found. */
function toPlace(address: ConnectionAddress): Prisma.ConnectionWhereInput {
  const form = z.union([z.object({ id: rowId }), z.object({ project: slugForm, slug: slugForm })])
  const { data } = form.safeParse(address)
  if (!data) throw notFound('connection')
  return 'id' in data ? data : { slug: data.slug, project: { slug: data.project } }
}

/** Until the transaction ends, nobody else changes this connection. */
export async function lockConnection(tx: Context, { id, organizationId }: ManagedConnection): Promise<void> {
  const rows = await tx.db.$queryRaw<{ id: string }[]>`
    select id from "Connection" where id = ${id} and "organizationId" = ${organizationId} for update`
  if (rows.length === 0) throw notFound('connection')
}

/** Says a clash of slugs next to the field, with one that is free. */
export function orSlugTaken<T>(ctx: Context, { slug, ...place }: Wanted, work: Promise<T>): Promise<T> {
  return orTaken(work, async (cause) => {
    const free = freeSlug(slug, await takenSlugs(ctx, place))
    const message = `Another connection of this project is called ${slug}. ${free} would be free.`
    return takenField('slug', message, cause)
  })
}

type Place = { organizationId: string; projectId: string }
type Wanted = Place & { slug: string }

/** The slugs of a project's connections. */
export async function takenSlugs({ db }: Context, { organizationId, projectId }: Place): Promise<Set<string>> {
  const rows = await db.connection.findMany({ where: { organizationId, projectId }, select: { slug: true } })
  return new Set(rows.map((row) => row.slug))
}
