/**
 * The vault's way in. Values are sealed before they touch the database, bound to their organisation, their row and
 * their purpose. Storing does not check them: whoever calls has tried them against the server, or says `unverified`.
 */

import { seal } from '#lib/crypto/seal.ts'
import type { Db } from '#lib/db/client.ts'
import type { CredentialMode } from '#lib/db/generated/enums.ts'
import { newestDataKey } from './data-keys.ts'

export type Values = Record<string, string>

/** Whose values they are: a person's own, or the project's shared set. */
export type Holder = { mode: CredentialMode; personId: string }

export type NewCredential = {
  organizationId: string
  connectionId: string
  holder: Holder
  givenById: string
  values: Values
  state: 'verified' | 'unverified'
  toolCount?: number
}

/** Stores (or replaces) the one credential a holder has for a connection; answers its id. */
export async function storeCredential(db: Db, given: NewCredential): Promise<string> {
  const holder = holderKey(given.holder)
  const place = { connectionId_holder: { connectionId: given.connectionId, holder } }
  const known = await db.credential.findUnique({ where: place, select: { id: true } })
  const id = known?.id ?? crypto.randomUUID()
  const key = await newestDataKey(db, given.organizationId)
  const plaintext = Buffer.from(JSON.stringify(given.values), 'utf8')
  const envelope = seal(key, plaintext, credentialContext(given.organizationId, id))
  const isVerified = given.state === 'verified'
  const data = {
    envelope,
    givenById: given.givenById,
    state: given.state,
    stateReason: null,
    toolCount: given.toolCount ?? null,
    verifiedAt: isVerified ? new Date() : null,
  }
  const { organizationId, connectionId } = given
  const personId = given.holder.mode === 'shared' ? null : given.holder.personId
  const create = { id, organizationId, connectionId, holder, personId, ...data }
  // Sessions opened with the old values end with them.
  await db.upstreamSession.deleteMany({ where: { credentialId: id } })
  await db.credential.upsert({ where: place, create, update: data, select: { id: true } })
  return id
}

/** The key of the one row a holder has per connection. */
export function holderKey(holder: Holder): string {
  return holder.mode === 'shared' ? 'shared' : holder.personId
}

/** What binds an envelope to its row. */
export function credentialContext(organizationId: string, credentialId: string): string {
  return `${organizationId}/${credentialId}/credential`
}
