import { authorize } from '#lib/auth/authorize.ts'
import { loadCatalog } from '#lib/catalog/load-catalog.ts'
import type { Context } from '#lib/context.ts'
import { containing } from '#lib/db/containing.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { Reach } from '#lib/db/generated/enums.ts'
import { organizationOf } from './internal.ts'
import { canSeeLibrary } from './policy.ts'
import { type ListServersInput, listServersInput, type ServerFilter } from './schema.ts'

export type ServerListItem = {
  id: string
  name: string
  slug: string
  url: string
  reach: Reach
  checkedAt: Date | null
  categories: string[]
  headerNames: string[]
  toolCount: number
  projectCount: number
  isSandbox: boolean
}

/** `hasAny`: the library is not empty, whatever the search found. */
export type ServerPage = { servers: ServerListItem[]; hasAny: boolean; after?: string }

const pageSize = 50

const rowFields = {
  id: true,
  entryName: true,
  name: true,
  slug: true,
  url: true,
  reach: true,
  checkedAt: true,
  inputs: { orderBy: { position: 'asc' }, select: { name: true } },
  _count: { select: { tools: true } },
} satisfies Prisma.ServerSelect

/** The library by name, a page at a time. */
export async function listServers(ctx: Context, raw: ListServersInput = {}): Promise<ServerPage> {
  authorize(canSeeLibrary(ctx.actor), ctx.actor)
  const { q, filter, after } = listServersInput.parse(raw)
  const organizationId = organizationOf(ctx)

  const rows = await ctx.db.server.findMany({
    where: { AND: [{ organizationId }, matching(q), within(filter), await following(ctx, after)] },
    orderBy: [{ name: 'asc' }, { id: 'asc' }],
    take: pageSize + 1,
    select: rowFields,
  })
  const shown = rows.slice(0, pageSize)
  const hasAny = rows.length > 0 || (await ctx.db.server.count({ where: { organizationId } })) > 0
  const last = rows.length > pageSize ? shown.at(-1) : undefined
  return { servers: await toItems(ctx, shown), hasAny, ...(last && { after: last.id }) }
}

function matching(q: string): Prisma.ServerWhereInput {
  if (q === '') return {}
  const typed = containing(q)
  return { OR: [{ name: typed }, { slug: typed }, { url: typed }, { description: typed }] }
}

/** Attention is what agents feel: no MCP there, or an address that projects use and nobody reaches. */
function within(filter: ServerFilter): Prisma.ServerWhereInput {
  switch (filter) {
    case 'all':
      return {}
    case 'reachable':
      return { reach: { in: ['reachable', 'asks_sign_in'] } }
    case 'not_verified':
      return { reach: { in: ['unknown', 'unreachable'] } }
    case 'attention':
      return { OR: [{ reach: 'not_mcp' }, { reach: 'unreachable', connections: { some: {} } }] }
  }
}

async function following(ctx: Context, after: string | undefined): Promise<Prisma.ServerWhereInput> {
  if (!after) return {}
  const last = await ctx.db.server.findFirst({
    where: { id: after, organizationId: organizationOf(ctx) },
    select: { id: true, name: true },
  })
  return last ? { OR: [{ name: { gt: last.name } }, { name: last.name, id: { gt: last.id } }] } : {}
}

async function toItems(
  ctx: Context,
  rows: Prisma.ServerGetPayload<{ select: typeof rowFields }>[],
): Promise<ServerListItem[]> {
  const { byName } = await loadCatalog()
  const uses = await ctx.db.connection.groupBy({
    by: ['serverId', 'projectId'],
    where: { organizationId: organizationOf(ctx), serverId: { in: rows.map(({ id }) => id) } },
  })
  return rows.map(({ entryName, inputs, _count, ...row }) => {
    const published = entryName === null ? undefined : byName.get(entryName)?.published
    return {
      ...row,
      categories: published?.categories ?? [],
      isSandbox: published?.sandbox ?? false,
      headerNames: inputs.map(({ name }) => name),
      toolCount: _count.tools,
      projectCount: uses.filter(({ serverId }) => serverId === row.id).length,
    }
  })
}
