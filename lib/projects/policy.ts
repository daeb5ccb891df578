import { isAdmin, isAuditor } from '#lib/auth/authorize.ts'
import type { Actor } from '#lib/context.ts'
import { proofOf } from '#lib/credentials/proof.ts'
import type { ProjectRole } from '#lib/db/generated/enums.ts'

/** What a project is to the one who asks. */
export type Mine = { myRole: ProjectRole | null }

export function canCreateProjects(actor: Actor): boolean {
  return actor.kind === 'user' && actor.role !== 'auditor'
}

/** Connections, auth links, keys of others, people, settings. */
export function canManageProject(actor: Actor, project: Mine): boolean {
  return project.myRole === 'owner' || isAdmin(actor)
}

/** Sees the project, manages what is theirs. */
export function canUseProject(actor: Actor, project: Mine): boolean {
  return project.myRole !== null || isAdmin(actor)
}

/** Reads everyone's calls; members without this read their own. */
export function canReadAllCalls(actor: Actor, project: Mine): boolean {
  return project.myRole === 'owner' || isAuditor(actor)
}

type Key = { personId: string; projectId: string; createdById: string | null; proof: string | null }

/** Only the person a key acts for says yes or no to it; by a link, only in the link's project. */
export function canAnswerKey(actor: Actor, key: Key): boolean {
  if (actor.kind === 'user') return actor.personId === key.personId
  return actor.kind === 'linkHolder' && actor.personId === key.personId && actor.projectId === key.projectId
}

/** A link's opening ends what it allowed itself, and no other's consent. */
export function canRevokeKey(actor: Actor, key: Key, project: Mine): boolean {
  if (canManageProject(actor, project)) return true
  if (actor.kind === 'user') return actor.personId === key.personId || actor.personId === key.createdById
  return canAnswerKey(actor, key) && actor.kind === 'linkHolder' && key.proof === proofOf(actor)
}
