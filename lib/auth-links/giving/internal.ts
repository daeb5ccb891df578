import type { Context } from '#lib/context.ts'
import { type Giver, giveableBy } from '#lib/credentials/policy.ts'
import { credentialFields } from '#lib/credentials/view.ts'
import type { ConnectionWhereInput } from '#lib/db/generated/models.ts'
import { type ConnectionRow, type ConnectionToGive, connectionFields, toConnectionToGive } from './view.ts'

/** A person's own page is one page; nobody has this many connections. */
const connectionsMax = 500

/** The connection, if this person may give values for it. */
export function findGiveable(ctx: Context, giver: Giver, where: ConnectionWhereInput): Promise<ConnectionRow | null> {
  return ctx.db.connection.findFirst({ where: { AND: [giveableBy(giver), where] }, select: connectionFields })
}

/** The connections this person may give values for, each with what they have given. */
export async function listGiveable(
  ctx: Context,
  giver: Giver,
  where: ConnectionWhereInput,
): Promise<ConnectionToGive[]> {
  const { personId } = giver
  const rows = await ctx.db.connection.findMany({
    where: { AND: [giveableBy(giver), where, { server: { inputs: { some: {} } } }] },
    select: {
      ...connectionFields,
      credentials: { where: { holder: { in: [personId, 'shared'] } }, select: credentialFields },
    },
    orderBy: [{ project: { name: 'asc' } }, { server: { name: 'asc' } }, { slug: 'asc' }],
    take: connectionsMax,
  })
  return rows.map((row) => toConnectionToGive(row, personId))
}
