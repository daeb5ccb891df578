import { bySignIn } from '#lib/credentials/proof.ts'
import { database } from '#lib/db/database.ts'

type ProjectRow = { id: string; organizationId: string }

type AuthLinkOptions = {
  email?: string
  createdById?: string
  openedBy?: { personId: string; proof?: string }
  connectionIds?: string[]
}

/** The row of an auth link that nobody has opened, unless told otherwise, and whose token nobody knows. */
export function buildAuthLinkRow(project: ProjectRow, options: AuthLinkOptions = {}) {
  const { connectionIds = [], email = 'mia@example.test', openedBy, createdById } = options
  return database().authLink.create({
    data: {
      organizationId: project.organizationId,
      projectId: project.id,
      email,
      tokenHash: crypto.getRandomValues(new Uint8Array(32)),
      expiresAt: new Date(Date.now() + 60_000),
      connections: { create: connectionIds.map((connectionId) => ({ connectionId })) },
      createdById,
      ...(openedBy && { usedAt: new Date(), openings: { create: toOpening(project, openedBy) } }),
    },
  })
}

function toOpening(
  { id: projectId, organizationId }: ProjectRow,
  { personId, proof }: { personId: string; proof?: string },
) {
  const id = crypto.randomUUID()
  const provenBy = proof === bySignIn ? ('sign_in' as const) : ('nothing' as const)
  const expiresAt = new Date(Date.now() + 60_000)
  return { id, organizationId, projectId, personId, proof: proof ?? id, provenBy, expiresAt }
}
