import { describeOpenings } from '#lib/credentials/openings.ts'
import type { Db } from '#lib/db/client.ts'
import type { CredentialWhereInput } from '#lib/db/generated/models.ts'

/** More are only counted. */
const namedMax = 100

/** Who gave values of their own, each once: people by name, whoever came by a link as that. */
export async function nameGivers(db: Db, where: { organizationId: string } & CredentialWhereInput): Promise<string[]> {
  const ofPeople = { personId: { not: null }, ...where }
  const givers = await db.credential.groupBy({
    by: ['personId', 'proof'],
    where: ofPeople,
    _min: { createdAt: true },
    orderBy: { _min: { createdAt: 'asc' } },
  })
  const named = givers.slice(0, namedMax)
  const ids = named.flatMap(({ personId }) => personId ?? [])
  const people = await db.person.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } })
  const names = new Map(people.map(({ id, name }) => [id, name]))
  const openings = await describeOpenings(
    db,
    named.map(({ proof }) => proof),
  )
  return givers.map(({ personId, proof }) => openings.get(proof)?.name ?? names.get(personId ?? '') ?? '')
}
