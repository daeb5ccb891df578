import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { type CredentialView, credentialFields, toCredentialView } from '#lib/credentials/view.ts'
import type { CredentialMode, ProjectRole } from '#lib/db/generated/enums.ts'
import type { PersonWhereInput } from '#lib/db/generated/models.ts'
import { requireProjectMember } from '#lib/projects/access.ts'
import { type ProjectPageInput, projectPageInput } from './schema.ts'

export type GiverView = {
  personId: string
  name: string
  email: string
  isMe: boolean
  role: ProjectRole | 'link_holder'
  /** By connection id; a connection that is missing here has nothing from this person. */
  given: Record<string, CredentialView>
}

export type GiversPage = {
  connections: { id: string; slug: string; server: string; mode: CredentialMode; shared: CredentialView | null }[]
  people: GiverView[]
  next: string | null
  canManage: boolean
}

const pageSize = 50
const connectionsMax = 100

/** Who has given what in a project: its members and those who came by a link, by connection. */
export async function listGivers(ctx: Context, raw: ProjectPageInput): Promise<GiversPage> {
  const { project: slug, after } = projectPageInput.parse(raw)
  const { personId } = requireUser(ctx)
  const project = await requireProjectMember(ctx, slug)
  const connections = await listConnections(ctx, project)
  const rows = await listPeople(ctx, project, after)
  const page = rows.slice(0, pageSize)
  const next = rows.length > pageSize ? (page.at(-1)?.id ?? null) : null
  return { connections, people: page.map((row) => toGiverView(row, personId)), next, canManage: project.canManage }
}

type Project = { id: string; organizationId: string }

async function listConnections(
  ctx: Context,
  { id: projectId, organizationId }: Project,
): Promise<GiversPage['connections']> {
  const rows = await ctx.db.connection.findMany({
    where: { organizationId, projectId, server: { inputs: { some: {} } } },
    orderBy: { slug: 'asc' },
    take: connectionsMax,
    select: {
      id: true,
      slug: true,
      credentialMode: true,
      server: { select: { name: true } },
      credentials: { where: { holder: 'shared' }, select: credentialFields },
    },
  })
  return rows.map(({ id, slug, credentialMode: mode, server, credentials: [shared] }) => ({
    id,
    slug,
    server: server.name,
    mode,
    shared: mode === 'shared' && shared ? toCredentialView(shared) : null,
  }))
}

type PersonRow = Awaited<ReturnType<typeof listPeople>>[number]

function listPeople(ctx: Context, { id: projectId, organizationId }: Project, after: string | undefined) {
  const inProject: PersonWhereInput[] = [
    { memberships: { some: { projectId } } },
    { credentials: { some: { connection: { projectId } } } },
    { openedAuthLinks: { some: { projectId } } },
  ]
  return ctx.db.person.findMany({
    where: { organizationId, OR: inProject },
    orderBy: [{ email: 'asc' }, { id: 'asc' }],
    take: pageSize + 1,
    ...(after && { cursor: { id: after }, skip: 1 }),
    select: {
      id: true,
      name: true,
      email: true,
      memberships: { where: { projectId }, select: { role: true } },
      credentials: {
        where: { connection: { projectId, credentialMode: 'per_person' } },
        select: { ...credentialFields, connectionId: true },
      },
    },
  })
}

function toGiverView(row: PersonRow, myId: string): GiverView {
  return {
    personId: row.id,
    name: row.name,
    email: row.email,
    isMe: row.id === myId,
    role: row.memberships[0]?.role ?? 'link_holder',
    given: Object.fromEntries(row.credentials.map((one) => [one.connectionId, toCredentialView(one)])),
  }
}
