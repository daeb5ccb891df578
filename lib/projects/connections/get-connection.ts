import type { Context } from '#lib/context.ts'
import { notFound } from '#lib/errors.ts'
import { loadManaged } from './internal.ts'
import { toHandedName } from './tool-names.ts'
import { type ConnectionView, hostOf, toToolsText, toWaits } from './view.ts'

export type ToolChoice = {
  name: string
  title: string | null
  description: string
  isAllowed: boolean
  isListed: boolean
  /** What agents see it as at the project's endpoint, where that is not its name there; why they do not see it. */
  handedName: string | null
  problem: string | null
}

/** A connection's settings, for those who may change them. */
export type ConnectionSettings = Pick<ConnectionView, 'id' | 'slug' | 'state' | 'mode' | 'toolPolicy' | 'server'> & {
  tools: ToolChoice[]
  /** What goes with it, and what the other mode keeps unused. */
  credentials: { perPerson: number; shared: number }
  openLinks: number
  waits: ReturnType<typeof toWaits>
  seen: Record<string, string>
}

export async function getConnection(ctx: Context, projectSlug: string, slug: string): Promise<ConnectionSettings> {
  const managed = await loadManaged(ctx, { project: projectSlug, slug })
  const { id, organizationId, state, credentialMode, toolPolicy } = managed
  const [row, perPerson, shared, openLinks] = await Promise.all([
    ctx.db.connection.findFirst({
      where: { id, organizationId },
      select: {
        tools: { select: { name: true } },
        project: { select: { toolNameChars: true } },
        server: {
          select: {
            id: true,
            name: true,
            url: true,
            tools: { select: { name: true, title: true, description: true, problem: true }, orderBy: { name: 'asc' } },
          },
        },
      },
    }),
    ctx.db.credential.count({ where: { organizationId, connectionId: id, personId: { not: null } } }),
    ctx.db.credential.count({ where: { organizationId, connectionId: id, holder: 'shared' } }),
    ctx.db.authLink.count({
      where: { organizationId, usedAt: null, revokedAt: null, connections: { some: { connectionId: id } } },
    }),
  ])
  if (!row) throw notFound('connection')
  const { id: serverId, name, url } = row.server
  const allowed = row.tools.map((tool) => tool.name)
  return {
    id,
    slug,
    state,
    mode: credentialMode,
    toolPolicy,
    server: { id: serverId, name, host: hostOf(url) },
    tools: toChoices(row.server.tools, new Set(allowed), (name) => toHandedName(slug, name, row.project.toolNameChars)),
    credentials: { perPerson, shared },
    openLinks,
    waits: toWaits(managed),
    seen: { slug, mode: credentialMode, toolPolicy, tools: toToolsText(allowed), ...toWaits(managed) },
  }
}

type ListedTool = { name: string; title: string | null; description: string; problem: string | null }

/** The listed tools, then those that were allowed and are gone from the list. */
function toChoices(listed: ListedTool[], allowed: Set<string>, toHanded: (name: string) => string): ToolChoice[] {
  const names = new Set(listed.map((tool) => tool.name))
  const gone = [...allowed].filter((name) => !names.has(name)).sort()
  return [
    ...listed.map((tool) => {
      const handed = toHanded(tool.name)
      const handedName = handed.endsWith(`__${tool.name}`) ? null : handed
      return { ...tool, isAllowed: allowed.has(tool.name), isListed: true, handedName }
    }),
    ...gone.map((name) => ({
      name,
      title: null,
      description: '',
      isAllowed: true,
      isListed: false,
      handedName: null,
      problem: null,
    })),
  ]
}
