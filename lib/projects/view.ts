import type { OpeningView } from '#lib/credentials/openings.ts'
import type { Proof } from '#lib/credentials/proof.ts'
import type { Prisma } from '#lib/db/generated/client.ts'

export const keyFields = {
  id: true,
  name: true,
  publicId: true,
  projectId: true,
  personId: true,
  createdById: true,
  allowedAt: true,
  proof: true,
  refusedAt: true,
  expiresAt: true,
  revokedAt: true,
  lastUsedAt: true,
  createdAt: true,
  person: { select: { name: true, email: true } },
  createdBy: { select: { name: true, email: true } },
  project: { select: { slug: true, name: true } },
} satisfies Prisma.AgentKeySelect

export type KeyRow = Prisma.AgentKeyGetPayload<{ select: typeof keyFields }>
export type KeyState = 'pending' | 'active' | 'refused' | 'expired' | 'revoked'
type PersonView = { name: string; email: string }

/** A key as people see it; its secret is not in the database. */
export type KeyView = {
  id: string
  name: string
  publicId: string
  state: KeyState
  person: PersonView
  /** The opening of a link that allowed it: then it acts for that, and not for the person. */
  opening: OpeningView | null
  madeBy: PersonView | null
  project: { slug: string; name: string }
  createdAt: Date
  expiresAt: Date | null
  lastUsedAt: Date | null
}

export function toKeyView(row: KeyRow, openings: ReadonlyMap<Proof, OpeningView>): KeyView {
  return {
    id: row.id,
    name: row.name,
    publicId: row.publicId,
    state: keyState(row),
    person: row.person,
    opening: openings.get(row.proof ?? '') ?? null,
    madeBy: row.createdBy,
    project: row.project,
    createdAt: row.createdAt,
    expiresAt: row.expiresAt,
    lastUsedAt: row.lastUsedAt,
  }
}

type Stamps = Pick<KeyRow, 'allowedAt' | 'refusedAt' | 'expiresAt' | 'revokedAt'>

/** What a key is now; the strongest reason against it wins. */
export function keyState(key: Stamps, now: Date = new Date()): KeyState {
  if (key.revokedAt) return 'revoked'
  if (key.refusedAt) return 'refused'
  if (key.expiresAt && key.expiresAt <= now) return 'expired'
  return key.allowedAt ? 'active' : 'pending'
}
