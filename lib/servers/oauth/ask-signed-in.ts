import type { Context } from '#lib/context.ts'
import { nameGivers } from '#lib/credentials/name-givers.ts'
import { askFirst, listNames } from '#lib/edit.ts'
import { organizationOf } from '../internal.ts'

type Change = { now: { issuer: string; clientId: string } | null; confirmed: string | undefined }

/** Throws the question before sign-ins end: nobody renews them but the client they were given to. */
export async function askSignedIn(tx: Context, serverId: string, { now, confirmed }: Change): Promise<void> {
  const before = await tx.db.oAuthClient.findFirst({ where: { serverId }, select: { issuer: true, clientId: true } })
  if (!before || (now?.issuer === before.issuer && now.clientId === before.clientId)) return
  const organizationId = organizationOf(tx)
  const where = { organizationId, connection: { serverId }, given: { has: 'sign-in' } }
  const people = await nameGivers(tx.db, where)
  const shared = await tx.db.credential.count({ where: { ...where, holder: 'shared' } })
  if (people.length + shared === 0) return
  const given = listNames([...people, ...(shared > 0 ? ['a shared sign-in'] : [])])
  askFirst(
    `Signed in by it now: ${given}. Their sign-ins stay until their tokens end, and cannot be renewed.`,
    confirmed,
  )
}
