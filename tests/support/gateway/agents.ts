import { bySignIn } from '#lib/credentials/proof.ts'
import { storeCredential } from '#lib/credentials/store-credential.ts'
import { database } from '#lib/db/database.ts'
import { buildKey, memberOf } from '#tests/support/factories/keys.ts'
import { plantSecret } from '#tests/support/secrets/planted.ts'

type ProjectRow = { id: string; organizationId: string; slug: string }
type ConnectionRow = { id: string; organizationId: string }

/** A member of the project with a working key, and a token for each connection given. */
export async function buildAgent(project: ProjectRow, tokens: [ConnectionRow, string][] = []) {
  const { actor } = await memberOf(project)
  const { key, text } = await buildKey(project, { personId: actor.personId })
  for (const [connection, token] of tokens) await giveToken(connection, actor.personId, token)
  return { personId: actor.personId, email: actor.email, key, text, authorization: `Bearer ${text}` }
}

/** What the auth link stores once it has tried a value. */
export function giveToken(
  connection: ConnectionRow,
  personId: string,
  token: string,
  { mode = 'per_person', proof = bySignIn }: { mode?: 'per_person' | 'shared'; proof?: string } = {},
): Promise<string> {
  return storeCredential(database(), {
    organizationId: connection.organizationId,
    connectionId: connection.id,
    holder: { mode, personId, proof },
    givenById: personId,
    secret: { kind: 'values', values: { access_token: plantSecret(token) } },
    state: 'verified',
  })
}
