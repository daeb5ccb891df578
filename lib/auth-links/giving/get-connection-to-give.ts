import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { notFound } from '#lib/errors.ts'
import { listGiveable } from './internal.ts'
import { type ConnectionAddress, connectionAddress } from './schema.ts'
import type { ConnectionToGive } from './view.ts'

/** One connection by its address, with its fields and what this person has given; not found for whoever may not give. */
export async function getConnectionToGive(ctx: Context, raw: ConnectionAddress): Promise<ConnectionToGive> {
  const giver = requirePerson(ctx)
  const { project, connection } = connectionAddress.parse(raw)
  const [found] = await listGiveable(ctx, giver, { slug: connection, project: { slug: project } })
  if (!found) throw notFound('connection')
  return found
}
