/**
 * Who may give and take back values, as conditions that scope the load itself: what an actor may not touch is not found.
 * A link holder reaches the connections of the one link, in the link's mode, while its opening lets them in. A member who
 * has opened a link may use it as themselves for as long as a link holder could.
 */
import { isAdmin } from '#lib/auth/authorize.ts'
import type { LinkHolder } from '#lib/context.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import type { ConnectionWhereInput, CredentialWhereInput } from '#lib/db/generated/models.ts'
import { openedBy } from './openings.ts'
import { bySignIn, type Giver } from './proof.ts'

const modes = ['per_person', 'shared'] as const satisfies CredentialMode[]

/** The connections this person may give values for. */
export function giveableBy(giver: Giver, now = new Date()): ConnectionWhereInput {
  if (giver.kind === 'linkHolder') return ofLink(giver, now)
  if (isAdmin(giver)) return { organizationId: giver.organizationId }
  return askedOf(giver, now)
}

/** The connections this person has a part in: their projects', their links', and where they have given something. */
export function askedOf(giver: Giver, now = new Date()): ConnectionWhereInput {
  if (giver.kind === 'linkHolder') return ofLink(giver, now)
  const { organizationId, personId } = giver
  return {
    organizationId,
    OR: [
      { credentialMode: 'per_person', project: { members: { some: { personId } } } },
      { credentialMode: 'per_person', credentials: { some: { personId, proof: bySignIn } } },
      { credentialMode: 'shared', project: { members: { some: { personId, role: 'owner' } } } },
      ...ofOpenedLinks(giver, now),
    ],
  }
}

/**
 * The credentials this person may take back: signed in, whatever is stored of them and, as an owner, everything in the
 * project; by a link, what this very proof gave.
 */
export function revocableBy(giver: Giver, now = new Date()): CredentialWhereInput {
  const { organizationId, personId } = giver
  if (giver.kind === 'linkHolder') {
    const own = [{ personId }, { holder: 'shared', givenById: personId }]
    return { organizationId, proof: giver.proof, connection: ofLink(giver, now), OR: own }
  }
  if (isAdmin(giver)) return { organizationId }
  return {
    organizationId,
    OR: [{ personId }, { connection: { project: { members: { some: { personId, role: 'owner' } } } } }],
  }
}

function ofLink(giver: LinkHolder, now: Date): ConnectionWhereInput {
  const { organizationId, projectId } = giver
  return { organizationId, projectId, OR: ofOpenedLinks(giver, now) }
}

/** A link is for one mode; a connection that has changed its mode since is no longer covered. */
function ofOpenedLinks(giver: Giver, now: Date): ConnectionWhereInput[] {
  return modes.map((credentialMode) => ({
    credentialMode,
    authLinks: { some: { authLink: { ...openedBy(giver, now), credentialMode } } },
  }))
}
