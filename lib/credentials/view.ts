/** What may leave the vault's room: states, counts and times. Never a value, never an envelope. */
import type { Prisma } from '#lib/db/generated/client.ts'
import type { CredentialState } from '#lib/db/generated/enums.ts'

export type CredentialView = {
  id: string
  state: CredentialState
  reason: string | null
  toolCount: number | null
  givenBy: string | null
  givenAt: Date
  changedAt: Date
  lastUsedAt: Date | null
}

export const credentialFields = {
  id: true,
  holder: true,
  state: true,
  stateReason: true,
  toolCount: true,
  verifiedAt: true,
  lastUsedAt: true,
  createdAt: true,
  updatedAt: true,
  givenBy: { select: { name: true } },
} satisfies Prisma.CredentialSelect

export type CredentialRow = Prisma.CredentialGetPayload<{ select: typeof credentialFields }>

export function toCredentialView(row: CredentialRow): CredentialView {
  return {
    id: row.id,
    state: row.state,
    reason: row.stateReason,
    toolCount: row.toolCount,
    givenBy: row.givenBy?.name ?? null,
    givenAt: row.verifiedAt ?? row.createdAt,
    changedAt: row.updatedAt,
    lastUsedAt: row.lastUsedAt,
  }
}
