import { seal } from '#lib/crypto/seal.ts'
import type { Db } from '#lib/db/client.ts'
import { newestDataKey } from './data-keys.ts'
import { type Secret, writeSecret } from './secret.ts'
import { credentialContext } from './store-credential.ts'

/**
 * Stores new tokens of the same sign-in; false where something else has been given meanwhile, or it is gone. `version` stays: what
 * is open with the server goes on.
 */
export async function replaceTokens(
  db: Db,
  { organizationId, id, version }: { organizationId: string; id: string; version: number },
  secret: Extract<Secret, { kind: 'oauth' }>,
  accessUntil: Date | null,
): Promise<boolean> {
  const key = await newestDataKey(db, organizationId)
  const envelope = seal(key, writeSecret(secret), credentialContext(organizationId, id))
  const { count } = await db.credential.updateMany({
    where: { id, organizationId, version },
    data: { envelope, accessUntil, endsAt: secret.refreshToken === null && !secret.isClients ? accessUntil : null },
  })
  return count === 1
}
