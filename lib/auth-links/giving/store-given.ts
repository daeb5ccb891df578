/** What a person has given is kept: values that were tried, or a sign-in. Whether they still may is asked inside, with the rows held. */
import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { type Giver, proofOf } from '#lib/credentials/proof.ts'
import type { Secret } from '#lib/credentials/secret.ts'
import { storeCredential } from '#lib/credentials/store-credential.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { lockServer } from '#lib/servers/lock-server.ts'
import { type CheckResult, recordCheck } from '#lib/servers/record-check.ts'
import { findGiveable } from './internal.ts'
import type { Tried } from './try-values.ts'
import type { ConnectionRow } from './view.ts'

export type Trial = Extract<Tried, { ok: true }> | null

type Outcome = {
  connection: ConnectionRow
  secret: Secret
  /** Null where the server could not be asked. */
  trial: Trial
  /** What the issuer of a sign-in said. */
  signIn?: { accessUntil: Date | null; account: string | null; asked: readonly string[] }
}

/** Stores it in the place of what was there, with the audit row, and tells everyone. */
export async function storeGiven(ctx: Context, giver: Giver, outcome: Outcome): Promise<void> {
  const { connection, secret, trial, signIn } = outcome
  const { id: connectionId, organizationId, credentialMode: mode } = connection
  const state = trial?.state ?? 'unverified'

  const credentialId = await inTransaction(ctx, async (tx) => {
    await assertUnchanged(tx, giver, connection)
    const id = await storeCredential(tx.db, {
      organizationId,
      connectionId,
      holder: { mode, personId: giver.personId, proof: proofOf(giver) },
      givenById: giver.personId,
      secret,
      state,
      toolCount: trial?.tools.length,
      signIn,
    })
    if (trial) {
      await recordCheck(tx, connection.server.id, toCheck(connection, trial))
      await switchToSharedSet(tx, connection)
    }
    await recordAudit(tx, {
      action: 'credential.store',
      target: { kind: 'credential', id, label: `${connection.project.slug}/${connection.slug}` },
      projectId: connection.projectId,
      details: { mode, state, tools: trial?.tools.length ?? null, ...(signIn && { by: 'sign-in' }) },
    })
    return id
  })

  publish({ kind: 'credential.changed', connectionId, credentialId })
  if (trial) publish({ kind: 'server.changed', serverId: connection.server.id })
}

/** From now on the shared set is used, where agents have gone on with what each person gave: it is there and works. */
export async function switchToSharedSet({ db }: Context, { id }: Pick<ConnectionRow, 'id'>): Promise<void> {
  await db.connection.updateMany({ where: { id, credentialMode: 'shared', keepsOwn: true }, data: { keepsOwn: false } })
}

/** What a successful trial has shown about the server itself. */
export function toCheck({ server }: ConnectionRow, trial: NonNullable<Trial>): CheckResult {
  const { era, mcpVersion, serverName, tools } = trial
  return { reach: 'reachable', url: server.url, checkedAt: new Date(), era, mcpVersion, serverName, tools }
}

/**
 * While the server was asked, the link may have been revoked, the person removed, the server or the connection changed. The
 * locks make whoever changes them, and two people (or one form sent twice), go one after the other; they hold up no calls.
 */
async function assertUnchanged(tx: Context, giver: Giver, tried: ConnectionRow): Promise<void> {
  const { id, organizationId } = tried
  await lockServer(tx, { id: tried.server.id, organizationId })
  await tx.db
    .$queryRaw`select 1 from "Connection" where id = ${id} and "organizationId" = ${organizationId} for no key update`
  if (giver.kind === 'linkHolder')
    await tx.db.$queryRaw`select 1 from "AuthLink" where id = ${giver.authLinkId} for no key update`
  const now = await findGiveable(tx, giver, { id })
  if (now && now.server.url !== tried.server.url)
    throw new AppError('conflict', 'The server’s address was changed meanwhile. Try again.')
  const isSame =
    now?.credentialMode === tried.credentialMode &&
    JSON.stringify(now.server.inputs) === JSON.stringify(tried.server.inputs) &&
    now.server.oauthClient?.id === tried.server.oauthClient?.id
  if (isSame) return
  throw new AppError(
    'precondition_failed',
    'While the server was being asked, this link or the connection was changed or revoked. Nothing was stored.',
  )
}
