/** The secret of a client that an admin or an issuer gave Jetway: sealed like what people give, opened for the issuer alone. */
import { open, seal, sealedVersion } from '#lib/crypto/seal.ts'
import type { Db } from '#lib/db/client.ts'
import { findDataKey, newestDataKey } from './data-keys.ts'

type Place = { organizationId: string; id: string }

/** `id`: of the row that it is about; a sealed secret that is copied elsewhere does not open. */
export async function sealFor(db: Db, { organizationId, id }: Place, purpose: Purpose, text: string) {
  const key = await newestDataKey(db, organizationId)
  return seal(key, Buffer.from(text, 'utf8'), contextOf(organizationId, id, purpose))
}

/** Throws where it does not open. */
export async function openFor(
  db: Db,
  { organizationId, id }: Place,
  purpose: Purpose,
  envelope: Uint8Array,
): Promise<string> {
  const version = sealedVersion(envelope)
  const key = version === null ? null : await findDataKey(db, organizationId, version)
  const plaintext = key && open(key, envelope, contextOf(organizationId, id, purpose))
  if (!plaintext) throw new Error('A sealed text does not open.')
  return Buffer.from(plaintext).toString('utf8')
}

export type Purpose = 'client-secret' | 'verifier'

function contextOf(organizationId: string, id: string, purpose: Purpose): string {
  return `${organizationId}/${id}/${purpose}`
}
