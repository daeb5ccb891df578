/**
 * Who may give and take back values, as conditions that scope the load itself: what an actor may not touch is not found.
 * A link holder reaches the connections of the one link, in the link's mode, while its session stands. A member who has
 * opened a link may use it as themselves for as long as a link holder could.
 */
import { isAdmin } from '#lib/auth/authorize.ts'
import type { LinkHolder, UserActor } from '#lib/context.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import type { AuthLinkWhereInput, ConnectionWhereInput, CredentialWhereInput } from '#lib/db/generated/models.ts'

export type Giver = UserActor | LinkHolder

/** How long an opened link is good for, in the browser that opened it or by the member it was for. */
export const openedLinkSeconds = 7 * 24 * 60 * 60

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
      { credentialMode: 'per_person', credentials: { some: { personId } } },
      { credentialMode: 'shared', project: { members: { some: { personId, role: 'owner' } } } },
      ...byMode((mode) => ({
        authLinks: { some: { authLink: { ...openedBy(personId, now), credentialMode: mode } } },
      })),
    ],
  }
}

/** The credentials this person may take back: their own, and as an owner everything in the project. */
export function revocableBy(giver: Giver, now = new Date()): CredentialWhereInput {
  const { organizationId, personId } = giver
  const own: CredentialWhereInput[] = [{ personId }, { holder: 'shared', givenById: personId }]
  if (giver.kind === 'linkHolder') return { organizationId, connection: ofLink(giver, now), OR: own }
  if (isAdmin(giver)) return { organizationId }
  return {
    organizationId,
    OR: [{ personId }, { connection: { project: { members: { some: { personId, role: 'owner' } } } } }],
  }
}

/** A link this member has opened and that still holds. */
export function openedBy(personId: string, now = new Date()): AuthLinkWhereInput {
  return { openedById: personId, revokedAt: null, usedAt: { gt: new Date(now.getTime() - openedLinkSeconds * 1000) } }
}

function ofLink(giver: LinkHolder, now: Date): ConnectionWhereInput {
  const { organizationId, personId, authLinkId: id, projectId } = giver
  const sessions = { some: { personId, expiresAt: { gt: now } } }
  const link: AuthLinkWhereInput = { id, projectId, openedById: personId, revokedAt: null, sessions }
  return {
    organizationId,
    projectId,
    OR: byMode((mode) => ({ authLinks: { some: { authLink: { ...link, credentialMode: mode } } } })),
  }
}

/** A link is for one mode; a connection that has changed its mode since is no longer covered. */
function byMode(condition: (mode: CredentialMode) => ConnectionWhereInput): ConnectionWhereInput[] {
  return modes.map((mode) => ({ credentialMode: mode, ...condition(mode) }))
}
