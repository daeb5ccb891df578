import type { Context } from '#lib/context.ts'
import { type Holder, heldBy, isHeldBy } from '#lib/credentials/proof.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import { requireProjectMember } from '#lib/projects/access.ts'
import { type ProjectPageInput, projectPageInput } from './schema.ts'

export type LinkState = 'waiting' | 'opened' | 'done' | 'expired' | 'revoked'

export type LinkView = {
  id: string
  email: string
  mode: CredentialMode
  state: LinkState
  connections: { slug: string; server: string; isGiven: boolean }[]
  sentBy: string | null
  createdAt: Date
  expiresAt: Date
  openedAt: Date | null
}

export type LinkPage = { links: LinkView[]; next: string | null; canManage: boolean }

const pageSize = 50

const linkFields = {
  id: true,
  email: true,
  credentialMode: true,
  createdAt: true,
  expiresAt: true,
  usedAt: true,
  revokedAt: true,
  openings: { select: { personId: true, proof: true, openedAt: true } },
  createdBy: { select: { name: true } },
  connections: {
    select: { connection: { select: { id: true, slug: true, server: { select: { name: true } } } } },
    orderBy: { connection: { slug: 'asc' } },
  },
} as const

/** The project's links, newest first; never a token. Only who manages the links of a project sees whom they went to. */
export async function listLinks(ctx: Context, raw: ProjectPageInput): Promise<LinkPage> {
  const { project: slug, after } = projectPageInput.parse(raw)
  const project = await requireProjectMember(ctx, slug)
  if (!project.canManage) return { links: [], next: null, canManage: false }
  const rows = await listRows(ctx, project, after)
  const page = rows.slice(0, pageSize)
  const given = await listGiven(ctx, project, page)
  const next = rows.length > pageSize ? (page.at(-1)?.id ?? null) : null
  return { links: page.map((row) => toLinkView(row, given)), next, canManage: true }
}

type LinkRow = Awaited<ReturnType<typeof listRows>>[number]

type Project = { id: string; organizationId: string }

function listRows(ctx: Context, { id: projectId, organizationId }: Project, after: string | undefined) {
  return ctx.db.authLink.findMany({
    where: { organizationId, projectId },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: pageSize + 1,
    ...(after && { cursor: { id: after }, skip: 1 }),
    select: linkFields,
  })
}

type Given = { connectionId: string; holder: string; proof: string }

function listGiven(ctx: Context, { id: projectId, organizationId }: Project, rows: LinkRow[]): Promise<Given[]> {
  return ctx.db.credential.findMany({
    where: { organizationId, connection: { projectId }, OR: rows.flatMap(holdersOf).map(heldBy) },
    select: { connectionId: true, holder: true, proof: true },
  })
}

/** Whose values the link asks for: the project's set, or those of whoever has opened it since it was made (anew). */
function holdersOf({ credentialMode: mode, openings, createdAt }: LinkRow): Holder[] {
  if (mode === 'shared') return [{ mode, personId: '', proof: '' }]
  const latest = openings.filter(({ openedAt }) => openedAt >= createdAt)
  return latest.map(({ personId, proof }) => ({ mode, personId, proof }))
}

function toLinkView(row: LinkRow, given: Given[]): LinkView {
  const holders = holdersOf(row)
  const connections = row.connections.map(({ connection }) => ({
    slug: connection.slug,
    server: connection.server.name,
    isGiven: given.some((one) => one.connectionId === connection.id && holders.some((holder) => isHeldBy(one, holder))),
  }))
  return {
    id: row.id,
    email: row.email,
    mode: row.credentialMode,
    state: stateOf(
      row,
      connections.every(({ isGiven }) => isGiven),
    ),
    connections,
    sentBy: row.createdBy?.name ?? null,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    openedAt: row.usedAt,
  }
}

function stateOf(row: Pick<LinkRow, 'revokedAt' | 'usedAt' | 'expiresAt'>, isComplete: boolean): LinkState {
  if (row.revokedAt) return 'revoked'
  if (row.usedAt) return isComplete ? 'done' : 'opened'
  return row.expiresAt > new Date() ? 'waiting' : 'expired'
}
