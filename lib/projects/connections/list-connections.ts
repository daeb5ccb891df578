import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { describeOpenings } from '#lib/credentials/openings.ts'
import { bySignIn, modeInForce } from '#lib/credentials/proof.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { asksFields, asksNobody } from '#lib/servers/asks-people.ts'
import { requireProjectMember } from '../access.ts'
import type { LoadedProject } from '../internal.ts'
import { type ConnectedPeople, type ConnectionView, countTools, hostOf } from './view.ts'

const connectionFields = {
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
      tools: { select: { name: true } },
      ...asksFields,
    },
  },
} satisfies Prisma.ConnectionSelect

type ConnectionRow = Prisma.ConnectionGetPayload<{ select: typeof connectionFields }>

/** The project's connections, by name, with who has given what and what is wrong. */
export async function listConnections(ctx: Context, slug: string): Promise<ConnectionView[]> {
  const { personId } = requireUser(ctx)
  const project = await requireProjectMember(ctx, slug)
  const rows = await ctx.db.connection.findMany({
    where: { organizationId: project.organizationId, projectId: project.id },
    orderBy: [{ server: { name: 'asc' } }, { slug: 'asc' }],
    select: connectionFields,
  })
  const given = await countGiven(ctx, project, personId)
  return rows.map((row) => toConnectionView(row, given))
}

type Given = Awaited<ReturnType<typeof countGiven>>

/** Counted by the database: a project may have thousands of people. */
async function countGiven(ctx: Context, project: LoadedProject, personId: string) {
  const { organizationId, id: projectId } = project
  const here: Prisma.CredentialWhereInput = { organizationId, connection: { projectId } }
  const ofPeople = { ...here, personId: { not: null } }
  // Whoever came by a link is counted beside the members, also where a member has the same address.
  const outside = { OR: [{ proof: { not: bySignIn } }, { person: { memberships: { none: { projectId } } } }] }
  const [members, states, guests, shared, mine] = await Promise.all([
    ctx.db.projectMember.count({ where: { projectId, organizationId } }),
    ctx.db.credential.groupBy({
      by: ['connectionId', 'state'],
      where: ofPeople,
      _count: { _all: true },
      _max: { updatedAt: true },
    }),
    ctx.db.credential.groupBy({ by: ['connectionId'], where: { ...ofPeople, ...outside }, _count: { _all: true } }),
    ctx.db.credential.findMany({
      where: { ...here, holder: 'shared' },
      select: { connectionId: true, state: true, proof: true, updatedAt: true, givenBy: { select: { name: true } } },
    }),
    ctx.db.credential.findMany({
      where: { ...here, personId, proof: bySignIn },
      select: { connectionId: true, state: true },
    }),
  ])
  const openings = await describeOpenings(
    ctx.db,
    shared.map(({ proof }) => proof),
  )
  return { members, states, guests, shared, mine, openings }
}

function toConnectionView(row: ConnectionRow, given: Given): ConnectionView {
  const { id, slug, state, credentialMode: mode, toolPolicy, server } = row
  return {
    id,
    slug,
    state,
    mode,
    toolPolicy,
    server: { id: server.id, name: server.name, host: hostOf(server.url) },
    tools: countTools(row),
    people: toPeople(row, given),
    rejected: modeInForce(row) === 'shared' ? sharedRejection(id, given) : rejections(id, given),
    mine: mode === 'shared' ? null : (given.mine.find((own) => own.connectionId === id)?.state ?? null),
  }
}

function toPeople(row: ConnectionRow, { members, states, guests, shared, openings }: Given): ConnectedPeople {
  if (asksNobody(row.server)) return { mode: 'none' }
  if (row.credentialMode === 'shared') {
    const credential = shared.find((one) => one.connectionId === row.id)
    const isConnected = credential !== undefined && credential.state !== 'rejected'
    const by = openings.get(credential?.proof ?? '')?.name ?? credential?.givenBy?.name ?? null
    return { mode: 'shared', by, isConnected, keepsOwn: row.keepsOwn }
  }
  const working = states.filter((group) => group.connectionId === row.id && group.state !== 'rejected')
  const connected = working.reduce((sum, group) => sum + group._count._all, 0)
  const others = guests.find((group) => group.connectionId === row.id)?._count._all ?? 0
  return { mode: 'per_person', connected, all: members + others }
}

function rejections(connectionId: string, { states }: Given): ConnectionView['rejected'] {
  const group = states.find((one) => one.connectionId === connectionId && one.state === 'rejected')
  return group?._max.updatedAt ? { count: group._count._all, since: group._max.updatedAt } : null
}

function sharedRejection(connectionId: string, { shared }: Given): ConnectionView['rejected'] {
  const credential = shared.find((one) => one.connectionId === connectionId)
  return credential?.state === 'rejected' ? { count: null, since: credential.updatedAt } : null
}
