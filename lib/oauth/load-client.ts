import { openFor } from '#lib/credentials/sealed-text.ts'
import type { From } from '#lib/credentials/secret.ts'
import type { Db } from '#lib/db/client.ts'
import type { Client } from './grant.ts'
import { authMethods, issuerMetadata, splitScopes } from './schema.ts'

/** `id`: of its row; one that was set up anew is another one. */
export type StoredClient = Client & { id: string; scopes: string[]; madeBy: string }

/** Whether tokens are this client's of this issuer, as far as it is known who gave them. */
export function isTheirs({ metadata, clientId }: Client, from: From | undefined): boolean {
  return from === undefined || (from.issuer === metadata.issuer && from.clientId === clientId)
}

/** What is kept beside tokens that a client is given. */
export function fromOf({ metadata: { issuer }, clientId }: Client): From {
  return { issuer, clientId }
}

/** Jetway as the issuer of a server knows it, or null where nobody has set that up. */
export async function loadClient(
  db: Db,
  { organizationId, serverId }: { organizationId: string; serverId: string },
): Promise<StoredClient | null> {
  const row = await db.oAuthClient.findUnique({ where: { serverId_organizationId: { serverId, organizationId } } })
  if (!row) return null
  const { id, clientId, resource, redirectUri, scopes, madeBy } = row
  const secret = row.secret && (await openFor(db, { organizationId, id }, 'client-secret', row.secret))
  const authMethod = authMethods.find((method) => method === row.authMethod) ?? 'none'
  return {
    id,
    metadata: issuerMetadata.parse(row.metadata),
    resource,
    clientId,
    secret,
    authMethod,
    madeBy,
    redirectUri,
    scopes: splitScopes(scopes),
  }
}
