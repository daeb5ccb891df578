/** What may leave the vault's room: states, counts and times. Never a value, never an envelope. */
import type { Prisma } from '#lib/db/generated/client.ts'
import type { CredentialState } from '#lib/db/generated/enums.ts'
import type { OpeningView } from './openings.ts'
import type { Proof } from './proof.ts'

export type CredentialView = {
  id: string
  state: CredentialState
  reason: string | null
  toolCount: number | null
  /** Whose account the vendor says it is, of a sign-in there. */
  account: string | null
  /** A person's name, or that of the opening of a link, which is no person. */
  givenBy: string | null
  givenAt: Date
  changedAt: Date
  lastUsedAt: Date | null
}

export const credentialFields = {
  id: true,
  holder: true,
  proof: true,
  state: true,
  stateReason: true,
  toolCount: true,
  account: true,
  verifiedAt: true,
  lastUsedAt: true,
  createdAt: true,
  updatedAt: true,
  givenBy: { select: { name: true } },
} satisfies Prisma.CredentialSelect

export type CredentialRow = Prisma.CredentialGetPayload<{ select: typeof credentialFields }>

export function toCredentialView(row: CredentialRow, openings: ReadonlyMap<Proof, OpeningView>): CredentialView {
  return {
    id: row.id,
    state: row.state,
    reason: row.stateReason,
    toolCount: row.toolCount,
    account: row.account,
    givenBy: openings.get(row.proof)?.name ?? row.givenBy?.name ?? null,
    givenAt: row.verifiedAt ?? row.createdAt,
    changedAt: row.updatedAt,
    lastUsedAt: row.lastUsedAt,
  }
}
