import { openCredential } from '#lib/credentials/open-credential.ts'
import type { Holder } from '#lib/credentials/proof.ts'
import type { Db } from '#lib/db/client.ts'
import { revoke } from './grant.ts'
import { isTheirs, loadClient } from './load-client.ts'

type Place = { organizationId: string; connectionId: string; serverId: string; holder: Holder }

/**
 * Made while the tokens are still there, for when they are deleted: takes them back at the issuer (RFC 7009), and answers whether
 * it says so. Null for what is no sign-in at an issuer, or at one that is not set up any more.
 */
export async function prepareEnd(db: Db, place: Place): Promise<(() => Promise<boolean>) | null> {
  const [opened, client] = await Promise.all([openCredential(db, place), loadClient(db, place)])
  if (!client || opened?.secret.kind !== 'oauth' || !isTheirs(client, opened.secret.from)) return null
  const { refreshToken, accessToken } = opened.secret
  return () => revoke(client, refreshToken ?? accessToken)
}
