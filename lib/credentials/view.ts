/** What may leave the vault's room: states, counts and times. Never a value, never an envelope. */
import type { Prisma } from '#lib/db/generated/client.ts'
import { findMissing, isSignIn, isWorking, type Life, lifeOf, type Wanted } from './life.ts'
import type { OpeningView } from './openings.ts'
import type { Proof } from './proof.ts'

export type CredentialView = {
  id: string
  state: Life
  isSignIn: boolean
  /** Whether agents can go on with it. */
  works: boolean
  /** Names of what the server asks for besides. */
  missing: string[]
  endsAt: Date | null
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
  endsAt: true,
  given: true,
  verifiedAt: true,
  lastUsedAt: true,
  createdAt: true,
  updatedAt: true,
  givenBy: { select: { name: true } },
} satisfies Prisma.CredentialSelect

export type CredentialRow = Prisma.CredentialGetPayload<{ select: typeof credentialFields }>

const nothing: Wanted = { values: [], scopes: [] }

/** `wanted`: what its server wants by now. */
export function toCredentialView(
  row: CredentialRow,
  openings: ReadonlyMap<Proof, OpeningView>,
  wanted: Wanted = nothing,
): CredentialView {
  const state = lifeOf(row, wanted)
  return {
    id: row.id,
    state,
    isSignIn: isSignIn(row),
    works: isWorking(row, state),
    missing: findMissing(row, wanted),
    endsAt: row.endsAt,
    reason: row.stateReason,
    toolCount: row.toolCount,
    account: row.account,
    givenBy: openings.get(row.proof)?.name ?? row.givenBy?.name ?? null,
    givenAt: row.verifiedAt ?? row.createdAt,
    changedAt: row.updatedAt,
    lastUsedAt: row.lastUsedAt,
  }
}
