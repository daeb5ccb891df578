import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { revocableBy } from '#lib/credentials/policy.ts'
import { revokeCredential } from '#lib/credentials/revoke-credential.ts'
import { type CredentialInput, credentialInput } from '#lib/credentials/schema.ts'
import { log } from '#lib/log.ts'
import { prepareEnd } from '#lib/oauth/end-sign-in.ts'

/** `taken_back`: at the vendor too. `stays`: there it goes on until it ends, or is taken back there. */
export type RevokedGiven = { atVendor: 'taken_back' | 'stays' }

/** Deletes what was given at once, and takes a sign-in back where its issuer does that. */
export async function revokeGiven(ctx: Context, raw: CredentialInput): Promise<RevokedGiven> {
  const end = await findEnd(ctx, raw)
  await revokeCredential(ctx, raw)
  return { atVendor: (await end?.()) ? 'taken_back' : 'stays' }
}

async function findEnd(ctx: Context, raw: CredentialInput) {
  const { credentialId: id } = credentialInput.parse(raw)
  const row = await ctx.db.credential.findFirst({
    where: { AND: [{ id }, revocableBy(requirePerson(ctx))] },
    select: {
      organizationId: true,
      connectionId: true,
      holder: true,
      proof: true,
      connection: { select: { serverId: true } },
    },
  })
  if (!row) return null
  const { organizationId, connectionId, holder: personId, proof, connection } = row
  const mode = personId === 'shared' ? 'shared' : 'per_person'
  const place = {
    organizationId,
    connectionId,
    serverId: connection.serverId,
    holder: { mode, personId, proof },
  } as const
  // What does not open is deleted all the same.
  return prepareEnd(ctx.db, place).catch((error: unknown) => {
    log.warn('a sign-in could not be taken back', { connectionId, error })
    return null
  })
}
