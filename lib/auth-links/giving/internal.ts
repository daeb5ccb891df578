import type { Context } from '#lib/context.ts'
import { describeOpenings } from '#lib/credentials/openings.ts'
import { giveableBy } from '#lib/credentials/policy.ts'
import type { Giver } from '#lib/credentials/proof.ts'
import { credentialFields } from '#lib/credentials/view.ts'
import type { ConnectionWhereInput } from '#lib/db/generated/models.ts'
import { asksPeople } from '#lib/servers/asks-people.ts'
import { type ConnectionRow, type ConnectionToGive, connectionFields, toConnectionToGive } from './view.ts'

/** A person's own page is one page; nobody has this many connections. */
const connectionsMax = 500

/** The connection, if this person may give values for it. */
export function findGiveable(ctx: Context, giver: Giver, where: ConnectionWhereInput): Promise<ConnectionRow | null> {
  return ctx.db.connection.findFirst({ where: { AND: [giveableBy(giver), where] }, select: connectionFields })
}

/** The connections this person may give values for, each with what they have given. */
export function listGiveable(ctx: Context, giver: Giver, where: ConnectionWhereInput): Promise<ConnectionToGive[]> {
  return list(ctx, giver, { AND: [giveableBy(giver), where, { server: asksPeople }] })
}

/** Connections for which values of this person are stored, whether or not they may give any (again). */
export function listStored(ctx: Context, giver: Giver, where: ConnectionWhereInput): Promise<ConnectionToGive[]> {
  const { organizationId, personId } = giver
  return list(ctx, giver, { AND: [{ organizationId, credentials: { some: { personId } } }, where] })
}

async function list(ctx: Context, giver: Giver, where: ConnectionWhereInput): Promise<ConnectionToGive[]> {
  const rows = await ctx.db.connection.findMany({
    where,
    select: {
      ...connectionFields,
      credentials: { where: { holder: { in: [giver.personId, 'shared'] } }, select: credentialFields },
    },
    orderBy: [{ project: { name: 'asc' } }, { server: { name: 'asc' } }, { slug: 'asc' }],
    take: connectionsMax,
  })
  const proofs = rows.flatMap(({ credentials }) => credentials.map(({ proof }) => proof))
  const openings = await describeOpenings(ctx.db, proofs)
  return rows.map((row) => toConnectionToGive(row, giver, openings))
}
