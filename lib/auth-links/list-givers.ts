import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import type { Wanted } from '#lib/credentials/life.ts'
import { describeOpenings, type OpeningView } from '#lib/credentials/openings.ts'
import { bySignIn, modeInForce, type Proof } from '#lib/credentials/proof.ts'
import { type CredentialView, credentialFields, toCredentialView } from '#lib/credentials/view.ts'
import type { CredentialMode, ProjectRole } from '#lib/db/generated/enums.ts'
import type { PersonWhereInput } from '#lib/db/generated/models.ts'
import { requireProjectMember } from '#lib/projects/access.ts'
import { asksPeople } from '#lib/servers/asks-people.ts'
import { wantedFields, wantedOf } from '#lib/servers/wanted.ts'
import { type ProjectPageInput, projectPageInput } from './schema.ts'

/** A person as they sign in, or one opening of a link for their address, which may have been anyone. */
export type GiverView = {
  personId: string
  name: string
  email: string
  isMe: boolean
  role: ProjectRole | 'link_holder'
  opening: OpeningView | null
  /** By connection id; a connection that is missing here has nothing from this giver. */
  given: Record<string, CredentialView>
}

/** `mode` is what its agents are to use, `inForce` what they use now: each person's own, until the shared set is there. */
export type ConnectionColumn = {
  id: string
  slug: string
  server: string
  mode: CredentialMode
  inForce: CredentialMode
  shared: CredentialView | null
}

export type GiversPage = {
  connections: ConnectionColumn[]
  people: GiverView[]
  next: string | null
  canManage: boolean
}

const pageSize = 50
const connectionsMax = 100

/** Who has given what in a project: its members and what came by links, by connection. */
export async function listGivers(ctx: Context, raw: ProjectPageInput): Promise<GiversPage> {
  const { project: slug, after } = projectPageInput.parse(raw)
  const { personId } = requireUser(ctx)
  const project = await requireProjectMember(ctx, slug)
  const { connections, wanted } = await listConnections(ctx, project)
  const rows = await listPeople(ctx, project, after)
  const page = rows.slice(0, pageSize)
  const next = rows.length > pageSize ? (page.at(-1)?.id ?? null) : null
  const openings = await describeOpenings(ctx.db, page.flatMap(proofsOf))
  const people = page.flatMap((row) => toGiverViews(row, { myId: personId, openings, wanted }))
  return { connections, people, next, canManage: project.canManage }
}

type Project = { id: string; organizationId: string }

type WantedBy = ReadonlyMap<string, Wanted>

/** `wanted`: by connection id. */
async function listConnections(
  ctx: Context,
  { id: projectId, organizationId }: Project,
): Promise<{ connections: ConnectionColumn[]; wanted: WantedBy }> {
  const rows = await ctx.db.connection.findMany({
    where: { organizationId, projectId, server: asksPeople },
    orderBy: { slug: 'asc' },
    take: connectionsMax,
    select: {
      id: true,
      slug: true,
      credentialMode: true,
      keepsOwn: true,
      server: { select: { name: true, ...wantedFields } },
      credentials: { where: { holder: 'shared' }, select: credentialFields },
    },
  })
  const openings = await describeOpenings(
    ctx.db,
    rows.flatMap(({ credentials }) => credentials.map(({ proof }) => proof)),
  )
  const wanted = new Map(rows.map(({ id, server }) => [id, wantedOf(server)]))
  const connections = rows.map(({ id, slug, server, credentials: [shared], ...row }) => ({
    id,
    slug,
    server: server.name,
    mode: row.credentialMode,
    inForce: modeInForce(row),
    shared: row.credentialMode === 'shared' && shared ? toCredentialView(shared, openings, wanted.get(id)) : null,
  }))
  return { connections, wanted }
}

type PersonRow = Awaited<ReturnType<typeof listPeople>>[number]

function listPeople(ctx: Context, { id: projectId, organizationId }: Project, after: string | undefined) {
  const inProject: PersonWhereInput[] = [
    { memberships: { some: { projectId } } },
    { credentials: { some: { connection: { projectId } } } },
    { openings: { some: { projectId } } },
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
      openings: { where: { projectId }, orderBy: { openedAt: 'asc' }, select: { proof: true } },
      credentials: {
        where: { connection: { projectId, OR: [{ credentialMode: 'per_person' }, { keepsOwn: true }] } },
        select: { ...credentialFields, connectionId: true },
      },
    },
  })
}

/** One giver for the person, if they have a part here signed in, and one for each opening that is no other's continuation. */
function proofsOf({ memberships, openings, credentials }: PersonRow): Proof[] {
  const proofs = new Set([...openings, ...credentials].map(({ proof }) => proof))
  const isGiver = proofs.delete(bySignIn)
  return [...(isGiver || memberships.length > 0 ? [bySignIn] : []), ...proofs]
}

type Reading = { myId: string; openings: ReadonlyMap<Proof, OpeningView>; wanted: WantedBy }

function toGiverViews(row: PersonRow, { myId, openings, wanted }: Reading): GiverView[] {
  const { id: personId, name, email, memberships, credentials } = row
  return proofsOf(row).map((proof) => {
    const own = credentials.filter((one) => one.proof === proof)
    return {
      personId,
      name: openings.get(proof)?.name ?? name,
      email,
      isMe: proof === bySignIn && personId === myId,
      role: (proof === bySignIn && memberships[0]?.role) || 'link_holder',
      opening: openings.get(proof) ?? null,
      given: Object.fromEntries(
        own.map((one) => [one.connectionId, toCredentialView(one, openings, wanted.get(one.connectionId))]),
      ),
    }
  })
}
