/** Openings of auth links: which still count for what, and how they are named. Nothing else reads the table for access. */
import { nameOpening } from '#lib/audit/name-opening.ts'
import type { Context } from '#lib/context.ts'
import type { Db } from '#lib/db/client.ts'
import type { AuthLinkOpeningWhereInput, AuthLinkWhereInput } from '#lib/db/generated/models.ts'
import { bySignIn, type Giver, type Proof } from './proof.ts'

/** How long an opened link is good for, in the browser that opened it or by the member it was for. */
export const openedLinkSeconds = 7 * 24 * 60 * 60

/** Openings that let their browser, or the member they are of, in. */
function lettingIn(now = new Date()): AuthLinkOpeningWhereInput {
  return { ...standing, expiresAt: { gt: now } }
}

/** Openings that nobody has ended; keys that were allowed at one go on after it lets no browser in any more. */
export const standing = {
  endedAt: null,
  OR: [{ authLinkId: null }, { authLink: { revokedAt: null } }],
} satisfies AuthLinkOpeningWhereInput

/** A link that the giver has opened and that still lets them in: a link holder's own, any of a member's. */
export function openedBy(giver: Giver, now = new Date()): AuthLinkWhereInput {
  if (giver.kind === 'user')
    return { openings: { some: { personId: giver.personId, proof: bySignIn, ...lettingIn(now) } } }
  const { authLinkId: id, projectId, openingId, personId } = giver
  return { id, projectId, openings: { some: { id: openingId, personId, ...lettingIn(now) } } }
}

/** An opening as people are told of it. `name`: the link for noah@example.com, opened 3 Nov 2026. `openedAt` where it is known. */
export type OpeningView = { id: string; name: string; openedAt: Date | null }

/** The openings among these proofs, by id. `signed_in` is none. */
export async function describeOpenings(db: Db, proofs: readonly (Proof | null)[]): Promise<Map<Proof, OpeningView>> {
  const ids = [...new Set(proofs)].filter((proof) => proof !== null && proof !== bySignIn) as Proof[]
  if (ids.length === 0) return new Map()
  const rows = await db.authLinkOpening.findMany({
    where: { id: { in: ids } },
    select: { id: true, openedAt: true, expiresAt: true, person: { select: { email: true } } },
  })
  return new Map(
    rows.map(({ id, expiresAt, person, ...row }) => {
      // What let nobody in for any time was made afterwards, of what was given before openings were kept.
      const openedAt = row.openedAt < expiresAt ? row.openedAt : null
      return [id, { id, openedAt, name: nameOpening({ ...person, openedAt }) }]
    }),
  )
}

/** Ends what an opening, or several, still let in; whatever was given there stays. */
export async function endOpenings(
  { db }: Context,
  where: { organizationId: string } & AuthLinkOpeningWhereInput,
): Promise<void> {
  await db.authLinkOpening.updateMany({ where: { endedAt: null, ...where }, data: { endedAt: new Date() } })
}
