import { describeOpenings } from '#lib/credentials/openings.ts'
import type { Db } from '#lib/db/client.ts'
import type { CredentialWhereInput } from '#lib/db/generated/models.ts'

/** Who gave values of their own, each once: people by name, whoever came by a link as that. */
export async function nameGivers(db: Db, where: { organizationId: string } & CredentialWhereInput): Promise<string[]> {
  const rows = await db.credential.findMany({
    where: { personId: { not: null }, ...where },
    orderBy: { createdAt: 'asc' },
    select: { proof: true, person: { select: { name: true, email: true } } },
  })
  const openings = await describeOpenings(
    db,
    rows.map(({ proof }) => proof),
  )
  return [...new Set(rows.flatMap(({ proof, person }) => openings.get(proof)?.name ?? person?.name ?? []))]
}
