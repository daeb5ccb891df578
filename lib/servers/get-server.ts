import { authorize, isAuditor } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { loadServer, organizationOf } from './internal.ts'
import { canChangeLibrary, canSeeLibrary } from './policy.ts'
import { type ServerView, toServerView } from './view.ts'

export type ToolView = {
  name: string
  title: string | null
  description: string
  annotations: unknown
  inputSchema: unknown
}

export type ServerUse = { connectionId: string; slug: string; projectName: string; projectSlug: string }

/** `hiddenUses`: connections in projects that whoever asks is no member of. `goesWith`: what removing takes along. */
export type ServerDetails = ServerView & {
  canChange: boolean
  tools: ToolView[]
  toolsSeenAt: Date | null
  uses: ServerUse[]
  hiddenUses: number
  goesWith: { connections: number; projects: number; credentials: number }
}

/** One server of the library with its tools and where it is used. */
export async function getServer(ctx: Context, serverId: string): Promise<ServerDetails> {
  authorize(canSeeLibrary(ctx.actor), ctx.actor)
  const server = await loadServer(ctx, serverId)

  const tools = await ctx.db.serverTool.findMany({
    where: { serverId: server.id },
    orderBy: { name: 'asc' },
    select: { name: true, title: true, description: true, annotations: true, inputSchema: true, seenAt: true },
  })
  const connections = await ctx.db.connection.findMany({
    where: { serverId: server.id, organizationId: server.organizationId },
    orderBy: [{ project: { name: 'asc' } }, { slug: 'asc' }],
    select: { id: true, slug: true, projectId: true, project: { select: { name: true, slug: true } } },
  })
  const credentials = await ctx.db.credential.count({
    where: { organizationId: server.organizationId, connection: { serverId: server.id } },
  })
  const visible = await ctx.db.project.findMany({ where: visibleProjects(ctx), select: { id: true } })
  const seen = new Set(visible.map(({ id }) => id))
  const uses = connections.filter(({ projectId }) => seen.has(projectId))
  return {
    ...(await toServerView(server)),
    canChange: canChangeLibrary(ctx.actor),
    tools: tools.map(({ seenAt: _, ...tool }) => tool),
    toolsSeenAt: tools[0]?.seenAt ?? null,
    uses: uses.map(({ id, slug, project }) => ({
      connectionId: id,
      slug,
      projectName: project.name,
      projectSlug: project.slug,
    })),
    hiddenUses: connections.length - uses.length,
    goesWith: {
      connections: connections.length,
      projects: new Set(connections.map(({ projectId }) => projectId)).size,
      credentials,
    },
  }
}

function visibleProjects(ctx: Context): Prisma.ProjectWhereInput {
  const organizationId = organizationOf(ctx)
  if (isAuditor(ctx.actor) || ctx.actor.kind !== 'user') return { organizationId }
  return { organizationId, members: { some: { personId: ctx.actor.personId } } }
}
