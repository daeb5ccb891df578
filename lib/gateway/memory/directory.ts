/**
 * What a project offers: its connections, their servers, declared headers and allowed tools. Read in one query, kept
 * for a moment, dropped by the bus when anything of it changes. Holds no values.
 */
import { LRUCache } from 'lru-cache'
import { modeInForce } from '#lib/credentials/proof.ts'
import { database } from '#lib/db/database.ts'
import { subscribe } from '#lib/events/bus.ts'
import type { Era } from '#lib/mcp/protocol.ts'
import { headerFields, toHeaders } from '#lib/servers/header-rows.ts'
import type { HeaderInput } from '#lib/servers/schema.ts'
import { cachedMax, cacheMs } from '../limits.ts'

export type Connected = {
  id: string
  slug: string
  organizationId: string
  projectId: string
  projectSlug: string
  serverId: string
  serverName: string
  url: URL
  era: Era | null
  isPaused: boolean
  mode: 'per_person' | 'shared'
  inputs: HeaderInput[]
  /** Null: every tool. */
  allowedTools: ReadonlySet<string> | null
}

export type Project = { id: string; slug: string; name: string; connections: Connected[] }

/** `readAnew` asks the database whatever is remembered. */
export type Directory = {
  read: (projectId: string) => Promise<Project | null>
  readAnew: (projectId: string) => Promise<Project | null>
  close: () => void
}

export function createDirectory(): Directory {
  const known = new LRUCache<string, Project>({ max: cachedMax, ttl: cacheMs })
  let changes = 0
  const close = subscribe((notice) => {
    changes += 1
    if (notice.kind === 'anything.changed') known.clear()
    if (notice.kind === 'project.changed' || notice.kind === 'connection.changed') known.delete(notice.projectId)
    if (notice.kind === 'server.changed') {
      for (const [id, { connections }] of known.entries()) {
        if (connections.some(({ serverId }) => serverId === notice.serverId)) known.delete(id)
      }
    }
  })

  async function read(projectId: string): Promise<Project | null> {
    return known.get(projectId) ?? readAnew(projectId)
  }

  async function readAnew(projectId: string): Promise<Project | null> {
    // What was read while something changed may be what was before it.
    const before = changes
    const project = await load(projectId)
    if (project && changes === before) known.set(projectId, project)
    return project
  }
  return { read, readAnew, close }
}

async function load(id: string): Promise<Project | null> {
  const row = await database().project.findUnique({ where: { id }, select: projectFields })
  if (!row) return null
  const connections = row.connections.map(({ server, tools, ...connection }) => ({
    id: connection.id,
    slug: connection.slug,
    organizationId: row.organizationId,
    projectId: row.id,
    projectSlug: row.slug,
    serverId: server.id,
    serverName: server.name,
    url: new URL(server.url),
    era: toEra(server.era),
    isPaused: connection.state === 'paused',
    mode: modeInForce(connection),
    inputs: toHeaders(server.inputs),
    allowedTools: connection.toolPolicy === 'all' ? null : new Set(tools.map(({ name }) => name)),
  }))
  return { id: row.id, slug: row.slug, name: row.name, connections }
}

const projectFields = {
  id: true,
  slug: true,
  name: true,
  organizationId: true,
  connections: {
    orderBy: { slug: 'asc' },
    select: {
      id: true,
      slug: true,
      state: true,
      credentialMode: true,
      keepsOwn: true,
      toolPolicy: true,
      tools: { select: { name: true } },
      server: {
        select: {
          id: true,
          name: true,
          url: true,
          era: true,
          inputs: {
            where: { location: 'header' },
            orderBy: { position: 'asc' },
            select: headerFields,
          },
        },
      },
    },
  },
} as const

function toEra(text: string | null): Era | null {
  return text === 'legacy' || text === 'modern' || text === 'dual' ? text : null
}
