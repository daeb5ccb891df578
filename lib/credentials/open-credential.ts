/**
 * The vault's one door. The only function through which a stored credential becomes plaintext; the rule
 * `vault-has-one-door` says who may call it: the gateway and the live check.
 */
import { open, sealedVersion } from '#lib/crypto/seal.ts'
import type { Db } from '#lib/db/client.ts'
import type { CredentialState } from '#lib/db/generated/enums.ts'
import { findDataKey } from './data-keys.ts'
import { type Holder, heldBy } from './proof.ts'
import { readSecret, type Secret } from './secret.ts'
import { credentialContext } from './store-credential.ts'

/** `version` grows with every change of the values: what was opened under an older one is out of date. */
export type OpenedCredential = {
  id: string
  version: number
  state: CredentialState
  secret: Secret
  accessUntil: Date | null
}

/** `url`: where the values are about to go. A server that has another address by now gets none of them there. */
type Place = { organizationId: string; connectionId: string; holder: Holder; url?: string }

/**
 * What a holder has given for a connection, or null when there are none. Throws when they do not open. That a key calls with
 * what rests on its own proof only is the condition of this load.
 */
export async function openCredential(db: Db, place: Place): Promise<OpenedCredential | null> {
  const { organizationId, connectionId } = place
  const row = await db.credential.findFirst({
    where: { organizationId, connectionId, ...heldBy(place.holder) },
    select: {
      id: true,
      version: true,
      state: true,
      accessUntil: true,
      envelope: true,
      connection: { select: { server: { select: { url: true } } } },
    },
  })
  if (!row) return null
  if (place.url !== undefined && URL.parse(row.connection.server.url)?.href !== place.url) return null
  const version = sealedVersion(row.envelope)
  const key = version === null ? null : await findDataKey(db, organizationId, version)
  const plaintext = key && open(key, row.envelope, credentialContext(organizationId, row.id))
  if (!plaintext) throw new Error('A stored credential does not open.')
  const { id, version: ofValues, state, accessUntil } = row
  return { id, version: ofValues, state, accessUntil, secret: readSecret(plaintext) }
}
