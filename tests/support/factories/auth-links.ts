import { database } from '#lib/db/database.ts'

type ProjectRow = { id: string; organizationId: string }

type AuthLinkOptions = {
  email?: string
  createdById?: string
  openedById?: string
  usedAt?: Date
  connectionIds?: string[]
}

/** The row of an auth link that nobody has opened, unless told otherwise, and whose token nobody knows. */
export function buildAuthLinkRow(project: ProjectRow, options: AuthLinkOptions = {}) {
  const { connectionIds = [], email = 'mia@example.test', ...rest } = options
  return database().authLink.create({
    data: {
      organizationId: project.organizationId,
      projectId: project.id,
      email,
      tokenHash: crypto.getRandomValues(new Uint8Array(32)),
      expiresAt: new Date(Date.now() + 60_000),
      connections: { create: connectionIds.map((connectionId) => ({ connectionId })) },
      ...rest,
    },
  })
}
