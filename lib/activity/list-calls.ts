import { requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { describeOpenings, type OpeningView } from '#lib/credentials/openings.ts'
import { bySignIn, type Proof } from '#lib/credentials/proof.ts'
import { containing } from '#lib/db/containing.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import type { CallOutcome } from '#lib/db/generated/enums.ts'
import { requireCallReader } from '#lib/projects/access.ts'
import { type CallFilter, type ListCallsInput, listCallsInput, spans } from './schema.ts'

const pageSize = 50

/**
 * Whom a call was made for: a person as they sign in, or the opening of a link, which is no person and is called by its
 * address. Of calls before openings were kept only that is known; null for someone who was removed.
 */
export type Caller = { name: string; email: string; opening: OpeningView | null } | null

export type CallView = {
  id: string
  at: Date
  who: Caller
  keyName: string
  connection: string
  method: string
  tool: string | null
  outcome: CallOutcome
  gatewayMs: number
  upstreamMs: number | null
}

/** `older` asks for the next page. */
export type CallPage = { calls: CallView[]; older: string | null }

const callFields = {
  id: true,
  at: true,
  keyName: true,
  connectionSlug: true,
  method: true,
  tool: true,
  outcome: true,
  gatewayMs: true,
  upstreamMs: true,
  proof: true,
  person: { select: { name: true, email: true } },
} satisfies Prisma.CallRecordSelect

/** The project's latest calls: everyone's for owners, admins and auditors; members see what was called as them. */
export async function listCalls(ctx: Context, slug: string, raw: ListCallsInput = {}): Promise<CallPage> {
  const { personId } = requireUser(ctx)
  const { project, readsAll } = await requireCallReader(ctx, slug)
  const { after, ...filter } = listCallsInput.parse(raw)
  const rows = await ctx.db.callRecord.findMany({
    where: {
      organizationId: project.organizationId,
      projectId: project.id,
      AND: [readsAll ? {} : asThemselves(personId), toWhere(filter), after ? olderThan(after) : {}],
    },
    orderBy: [{ at: 'desc' }, { id: 'desc' }],
    take: pageSize + 1,
    select: callFields,
  })
  const calls = rows.slice(0, pageSize)
  const last = calls.at(-1)
  const openings = await describeOpenings(
    ctx.db,
    calls.map(({ proof }) => proof),
  )
  return {
    calls: calls.map((row) => toCallView(row, openings)),
    older: last && rows.length > pageSize ? `${last.at.getTime()}.${last.id}` : null,
  }
}

/** What was called as this person, not by links for their address. */
function asThemselves(personId: string): Prisma.CallRecordWhereInput {
  return { personId, OR: [{ proof: bySignIn }, { proof: null }] }
}

type CallRow = Prisma.CallRecordGetPayload<{ select: typeof callFields }>

function toCallView(row: CallRow, openings: ReadonlyMap<Proof, OpeningView>): CallView {
  const { connectionSlug: connection, person, proof, ...rest } = row
  if (person === null) return { ...rest, connection, who: null }
  if (proof === bySignIn) return { ...rest, connection, who: { ...person, opening: null } }
  const { email } = person
  return { ...rest, connection, who: { email, name: email, opening: openings.get(proof ?? '') ?? null } }
}

/** What the filters of a project's activity can be set to. */
export type CallFilterChoices = { people: { id: string; name: string }[]; connections: string[] }

/** The project's connections, and, for those who read everyone's calls, the people its keys act for. */
export async function listCallFilters(ctx: Context, slug: string): Promise<CallFilterChoices> {
  const { project, readsAll } = await requireCallReader(ctx, slug)
  const { id: projectId, organizationId } = project
  const connections = await ctx.db.connection.findMany({
    where: { organizationId, projectId },
    orderBy: { slug: 'asc' },
    select: { slug: true },
  })
  const people = readsAll
    ? await ctx.db.person.findMany({
        where: { organizationId, agentKeys: { some: { projectId } } },
        orderBy: [{ name: 'asc' }, { id: 'asc' }],
        select: { id: true, name: true, email: true, role: true },
      })
    : []
  const toChoice = (one: (typeof people)[number]) => ({ id: one.id, name: one.role ? one.name : one.email })
  return { people: people.map(toChoice), connections: connections.map((connection) => connection.slug) }
}

function toWhere({ person, connection, tool, outcome, since }: CallFilter): Prisma.CallRecordWhereInput {
  return {
    ...(person && { personId: person }),
    ...(connection && { connectionSlug: connection }),
    ...(tool && { tool: containing(tool) }),
    ...(outcome && { outcome }),
    ...(since && { at: { gte: new Date(Date.now() - spans[since] * 60_000) } }),
  }
}

/** Everything after a cursor, in the list's own order: newest first, ids deciding between calls of one moment. */
function olderThan(cursor: string): Prisma.CallRecordWhereInput {
  const [ms = '', id = ''] = cursor.split('.')
  const at = new Date(Number(ms))
  return { OR: [{ at: { lt: at } }, { at, id: { lt: id } }] }
}
