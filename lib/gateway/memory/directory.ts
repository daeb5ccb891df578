/**
 * What a project offers: its connections, their servers, declared headers and allowed tools. Read in one query, kept
 * for a moment. Holds no values.
 */
import { modeInForce } from '#lib/credentials/proof.ts'
import { database } from '#lib/db/database.ts'
import type { Era } from '#lib/mcp/protocol.ts'
import { inputRowFields, toInputs } from '#lib/servers/inputs/input-rows.ts'
import type { Input } from '#lib/servers/inputs/schema.ts'
import { cacheMs } from '../limits.ts'
import { createKept } from './kept.ts'
import type { StandsOn } from './stands-on.ts'

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
  inputs: Input[]
  /** `required`: people sign in at its issuer; `offered`: they may, and it answers without. */
  signIn: 'none' | 'offered' | 'required'
  /** Null: every tool. */
  allowedTools: ReadonlySet<string> | null
  patience: Patience
}

/** Milliseconds: for an answer to what the gateway itself asks, in the silence of a call, for a call in all. */
export type Patience = { answerMs: number; silenceMs: number; totalMs: number }

/** `nameCharsMax`: of the tool names that its endpoint hands out. */
export type Project = { id: string; slug: string; name: string; nameCharsMax: number; connections: Connected[] }

/** `readAnew` asks the database whatever is remembered. */
export type Directory = {
  read: (projectId: string) => Promise<Project | null>
  readAnew: (projectId: string) => Promise<Project | null>
  close: () => void
}

export function createDirectory(): Directory {
  const projects = createKept<Project | null>({ ttlMs: cacheMs, standsOn: (project) => project && standsOn(project) })
  const readAnew = (projectId: string) => projects.learn(projectId, () => load(projectId))
  return { read: async (id) => projects.find(id) ?? readAnew(id), readAnew, close: projects.close }
}

function standsOn({ id, connections }: Project): StandsOn {
  return { projectId: id, connectionsOf: id, serverIds: connections.map(({ serverId }) => serverId) }
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
    inputs: toInputs(server.inputs),
    signIn: signInOf(server),
    patience: toPatience(connection),
    allowedTools: connection.toolPolicy === 'all' ? null : new Set(tools.map(({ name }) => name)),
  }))
  return { id: row.id, slug: row.slug, name: row.name, nameCharsMax: row.toolNameChars, connections }
}

const projectFields = {
  id: true,
  slug: true,
  name: true,
  toolNameChars: true,
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
      answerSeconds: true,
      silenceMinutes: true,
      totalMinutes: true,
      tools: { select: { name: true } },
      server: {
        select: {
          id: true,
          name: true,
          url: true,
          era: true,
          oauthClient: { select: { isRequired: true } },
          inputs: {
            orderBy: { position: 'asc' },
            select: inputRowFields,
          },
        },
      },
    },
  },
} as const

function signInOf({ oauthClient }: { oauthClient: { isRequired: boolean } | null }): Connected['signIn'] {
  if (!oauthClient) return 'none'
  return oauthClient.isRequired ? 'required' : 'offered'
}

type Waits = { answerSeconds: number; silenceMinutes: number; totalMinutes: number }

function toPatience({ answerSeconds, silenceMinutes, totalMinutes }: Waits): Patience {
  return { answerMs: answerSeconds * 1000, silenceMs: silenceMinutes * 60_000, totalMs: totalMinutes * 60_000 }
}

function toEra(text: string | null): Era | null {
  return text === 'legacy' || text === 'modern' || text === 'dual' ? text : null
}
