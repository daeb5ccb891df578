import type { Actor, Context, UserActor } from '#lib/context.ts'
import { bySignIn } from '#lib/credentials/proof.ts'
import { hashToken } from '#lib/crypto/token.ts'
import { database } from '#lib/db/database.ts'
import { newAgentKey } from '#lib/projects/agent-key.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'
import { buildAuthLinkRow } from './auth-links.ts'
import { contextFor, signedIn } from './context.ts'
import { buildPerson } from './people.ts'
import { buildConnection } from './projects.ts'

type ProjectRow = { id: string; organizationId: string }

/** Another person who is signed in and belongs to the project. */
export async function memberOf(project: ProjectRow, role: 'owner' | 'member' = 'member'): Promise<Context<UserActor>> {
  const { id: projectId, organizationId } = project
  const ctx = await signedIn({ organizationId })
  await database().projectMember.create({
    data: { projectId, organizationId, personId: ctx.actor.personId, role },
  })
  return ctx
}

type KeyOptions = {
  personId: string
  createdById?: string
  name?: string
  allowedAt?: Date | null
  proof?: string
  refusedAt?: Date
  expiresAt?: Date
  revokedAt?: Date
}

/** A key of the project, allowed unless told otherwise, and its text. */
export async function buildKey(project: ProjectRow, options: KeyOptions) {
  const { publicId, secret, text } = newAgentKey()
  plantSecret(secret)
  const { allowedAt = new Date(), proof = bySignIn, name = `key ${publicId}`, ...rest } = options
  const isAllowed = allowedAt !== null && !options.refusedAt
  const key = await database().agentKey.create({
    data: {
      organizationId: project.organizationId,
      projectId: project.id,
      publicId,
      secretHash: hashToken(secret),
      name,
      createdById: options.personId,
      ...rest,
      allowedAt: isAllowed ? allowedAt : null,
      proof: isAllowed ? proof : null,
    },
  })
  return { key, text }
}

type CredentialOptions = {
  personId: string
  proof?: string
  connectionId?: string
  state?: 'verified' | 'unverified' | 'rejected'
}

/** A credential row that opens nothing: enough for everything that only counts and lists. */
export async function buildCredentialRow(project: ProjectRow, options: CredentialOptions) {
  const connectionId = options.connectionId ?? (await buildConnection({ project })).id
  const { personId, proof = bySignIn, state = 'verified' } = options
  return database().credential.create({
    data: {
      organizationId: project.organizationId,
      connectionId,
      holder: personId,
      personId,
      proof,
      givenById: personId,
      envelope: new Uint8Array([0]),
      state,
    },
  })
}

/** Someone without a seat who opened an auth link of the project, as that link's session sees them. */
export async function linkHolderOf(project: ProjectRow): Promise<Context<Extract<Actor, { kind: 'linkHolder' }>>> {
  const { id: projectId, organizationId } = project
  const person = await buildPerson({ organizationId, role: null })
  const { id: personId, email } = person
  const link = await buildAuthLinkRow(project, { email, openedBy: { personId } })
  const where = { authLinkId: link.id }
  const { id: openingId, proof, openedAt } = await database().authLinkOpening.findFirstOrThrow({ where })
  const of = { organizationId, personId, email, authLinkId: link.id, projectId }
  return contextFor({ kind: 'linkHolder', ...of, openingId, proof, openedAt })
}

/** The actions recorded about one thing, oldest first. */
export async function auditedActions(targetId: string): Promise<string[]> {
  const rows = await database().auditRecord.findMany({
    where: { targetId },
    orderBy: [{ at: 'asc' }, { id: 'asc' }],
    select: { action: true },
  })
  return rows.map((row) => row.action)
}
