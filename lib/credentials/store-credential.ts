/**
 * The vault's way in. Values are sealed before they touch the database, bound to their organisation, their row and
 * their purpose. Storing does not check them: whoever calls has tried them against the server, or says `unverified`.
 */

import { seal } from '#lib/crypto/seal.ts'
import type { Db } from '#lib/db/client.ts'
import { newestDataKey } from './data-keys.ts'
import { namesOf } from './life.ts'
import { type Holder, heldBy } from './proof.ts'
import { type Secret, writeSecret } from './secret.ts'

export type NewCredential = {
  organizationId: string
  connectionId: string
  holder: Holder
  givenById: string
  secret: Secret
  state: 'verified' | 'accepted' | 'unverified'
  toolCount?: number
  /** Of a sign-in by OAuth; `asked`: the permissions. */
  signIn?: { accessUntil: Date | null; account: string | null; asked: readonly string[] } | undefined
}

/**
 * Stores (or replaces) the one credential a holder has for a connection; answers its id. What the same person gave by
 * another proof stays as it is. The caller holds the connection's lock where two may store at once.
 */
export async function storeCredential(db: Db, given: NewCredential): Promise<string> {
  const { organizationId, connectionId } = given
  const { personId, proof } = given.holder
  const held = heldBy(given.holder)
  const known = await db.credential.findFirst({
    where: { organizationId, connectionId, ...held },
    select: { id: true },
  })
  const id = known?.id ?? crypto.randomUUID()
  const key = await newestDataKey(db, organizationId)
  const envelope = seal(key, writeSecret(given.secret), credentialContext(organizationId, id))
  const data = {
    envelope,
    proof,
    givenById: given.givenById,
    state: given.state,
    stateReason: null,
    toolCount: given.toolCount ?? null,
    accessUntil: given.signIn?.accessUntil ?? null,
    account: given.signIn?.account ?? null,
    ...nameGiven(given),
    verifiedAt: given.state === 'unverified' ? null : new Date(),
  }
  // Sessions opened with the old values end with them.
  await db.upstreamSession.deleteMany({ where: { credentialId: id } })
  const create = { id, organizationId, connectionId, holder: held.holder, ...data }
  await db.credential.upsert({
    where: { id },
    create: { ...create, personId: held.proof === undefined ? null : personId },
    update: { ...data, version: { increment: 1 } },
    select: { id: true },
  })
  return id
}

/** What of it may be known without opening it. A sign-in that nothing renews ends with its token. */
function nameGiven({ secret, signIn }: NewCredential): { given: string[]; endsAt: Date | null } {
  if (secret.kind === 'values') return { given: namesOf({ values: Object.keys(secret.values) }), endsAt: null }
  const isRenewed = secret.refreshToken !== null || secret.isClients
  const endsAt = isRenewed ? null : (signIn?.accessUntil ?? null)
  return { given: namesOf({ scopes: signIn?.asked ?? secret.scopes }), endsAt }
}

/** What binds an envelope to its row. */
export function credentialContext(organizationId: string, credentialId: string): string {
  return `${organizationId}/${credentialId}/credential`
}
