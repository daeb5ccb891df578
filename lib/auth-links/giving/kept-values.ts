import type { Context } from '#lib/context.ts'
import { openCredential } from '#lib/credentials/open-credential.ts'
import { type Giver, proofOf } from '#lib/credentials/proof.ts'
import { type Values, valuesOf } from '#lib/credentials/secret.ts'
import { log } from '#lib/log.ts'
import { wantedOf } from '#lib/servers/wanted.ts'
import type { ConnectionRow } from './view.ts'

/**
 * What this giver has given before, where the server asks for more by now: only what is new is asked, the rest goes with it. Empty
 * where nothing is lacking or what is there was refused, since then all is given anew, and where it does not open. It goes to the
 * address it was given for, or nowhere.
 */
export async function keptValues(ctx: Context, giver: Giver, connection: ConnectionRow): Promise<Values> {
  const { organizationId, id: connectionId, credentialMode: mode, server } = connection
  const holder = { mode, personId: giver.personId, proof: proofOf(giver) }
  const url = URL.parse(server.url)?.href
  const opened = await openCredential(ctx.db, { organizationId, connectionId, holder, ...(url && { url }) }).catch(
    (error: unknown) => {
      log.warn('what was given before does not open', { connectionId, error })
      return null
    },
  )
  const values = opened && opened.state !== 'rejected' ? valuesOf(opened.secret) : {}
  const isLacking = wantedOf(server).values.some((name) => !Object.hasOwn(values, name))
  return isLacking ? values : {}
}
