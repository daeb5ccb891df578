/**
 * The vault's one door. The only function through which a stored credential becomes plaintext; the rule
 * `vault-has-one-door` says who may call it: the gateway and the live check.
 */
import { open, sealedVersion } from '#lib/crypto/seal.ts'
import type { Db } from '#lib/db/client.ts'
import type { CredentialState } from '#lib/db/generated/enums.ts'
import { findDataKey } from './data-keys.ts'
import { credentialContext, type Holder, holderKey, type Values } from './store-credential.ts'

export type OpenedCredential = { id: string; state: CredentialState; values: Values }

/** `url`: where the values are about to go. A server that has another address by now gets none of them there. */
type Place = { organizationId: string; connectionId: string; holder: Holder; url?: string }

/** The values a holder gave for a connection, or null when there are none. Throws when they do not open. */
export async function openCredential(db: Db, place: Place): Promise<OpenedCredential | null> {
  const { organizationId, connectionId } = place
  const row = await db.credential.findFirst({
    where: { organizationId, connectionId, holder: holderKey(place.holder) },
    select: { id: true, state: true, envelope: true, connection: { select: { server: { select: { url: true } } } } },
  })
  if (!row) return null
  if (place.url !== undefined && URL.parse(row.connection.server.url)?.href !== place.url) return null
  const version = sealedVersion(row.envelope)
  const key = version === null ? null : await findDataKey(db, organizationId, version)
  const plaintext = key && open(key, row.envelope, credentialContext(organizationId, row.id))
  if (!plaintext) throw new Error('A stored credential does not open.')
  return { id: row.id, state: row.state, values: JSON.parse(Buffer.from(plaintext).toString('utf8')) as Values }
}
