/**
 * Values that were stored while their server could not be reached are tried again later: then they are verified, or
 * rejected, or wait for the next time. Rejected ones are looked at again now and then, and when somebody asks for it: servers
 * refuse for reasons that pass. A live check: it opens credentials, and nothing of them goes anywhere but to the server.
 */
import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import { happenings } from '#lib/credentials/life.ts'
import { rejectCredential } from '#lib/credentials/reject-credential.ts'
import type { Db } from '#lib/db/client.ts'
import type { CredentialWhereInput } from '#lib/db/generated/models.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { publish } from '#lib/events/bus.ts'
import { claimOnce, underLease } from '#lib/jobs/under-lease.ts'
import { log } from '#lib/log.ts'
import { openFresh } from '#lib/oauth/renew-tokens.ts'
import { toInputs } from '#lib/servers/inputs/input-rows.ts'
import { renderRequest } from '#lib/servers/inputs/render-request.ts'
import { lockServer } from '#lib/servers/lock-server.ts'
import { recordCheck } from '#lib/servers/record-check.ts'
import { switchToSharedSet, toCheck } from './store-given.ts'
import { type Tried, tryValues } from './try-values.ts'
import { connectionFields } from './view.ts'

const batchMax = 50
const restMs = 5 * 60 * 1000
/** How long rejected values rest between two tries, and when nobody waits for them any more. */
const rejectedRestMs = 60 * 60 * 1000
const rejectedForMs = 30 * 24 * 60 * 60 * 1000
const askedRestSeconds = 30
/** Longer than any trial takes. */
const leaseSeconds = 60

export type Recheck = { verified: number; rejected: number; waiting: number }

type Options = { now?: Date; organizationId?: string }

/**
 * Tries a batch, those first that have waited longest; each rests a few minutes between two tries. Each is claimed before it
 * is tried, so that two replicas never try somebody's values at once, nor one right after the other.
 */
export async function recheckUnverified(db: Db, options: Options = {}): Promise<Recheck> {
  const outcome: Recheck = { verified: 0, rejected: 0, waiting: 0 }
  for (const row of await listRejected(db, options))
    if (await claimOnce(db, { name: `rejected ${row.id}`, seconds: rejectedRestMs / 1000 }))
      outcome[await recheck(db, row)] += 1
  for (const row of await listRested(db, options)) {
    const ended = await underLease(db, { name: `credential ${row.id}`, seconds: leaseSeconds }, async () => {
      const isAsListed = (await db.credential.count({ where: unchanged(row) })) > 0
      return isAsListed ? recheck(db, row) : null
    })
    if (ended) outcome[ended] += 1
  }
  return outcome
}

type Unchecked = Awaited<ReturnType<typeof listRested>>[number]

/** Null where it was tried a moment ago, or is not there. Who asks must be one who may take it back. */
export async function recheckNow(db: Db, where: CredentialWhereInput): Promise<keyof Recheck | null> {
  const row = await db.credential.findFirst({
    where: { AND: [where, { state: { in: happenings.verify.from } }] },
    select: rowFields,
  })
  if (!row || !(await claimOnce(db, { name: `asked ${row.id}`, seconds: askedRestSeconds }))) return null
  return recheck(db, row)
}

function listRejected(db: Db, { now = new Date(), organizationId }: Options) {
  const updatedAt = { lt: new Date(now.getTime() - rejectedRestMs), gt: new Date(now.getTime() - rejectedForMs) }
  const where = { state: 'rejected', updatedAt, organizationId } as const
  return db.credential.findMany({ where, orderBy: { updatedAt: 'desc' }, take: batchMax, select: rowFields })
}

function listRested(db: Db, { now = new Date(), organizationId }: Options) {
  const updatedAt = { lt: new Date(now.getTime() - restMs) }
  return db.credential.findMany({
    where: { state: 'unverified', updatedAt, organizationId },
    orderBy: { updatedAt: 'asc' },
    take: batchMax,
    select: rowFields,
  })
}

const rowFields = {
  id: true,
  organizationId: true,
  holder: true,
  proof: true,
  state: true,
  updatedAt: true,
  connection: { select: connectionFields },
} as const

async function recheck(db: Db, row: Unchecked): Promise<keyof Recheck> {
  const startedAt = new Date()
  const trial = await tryStored(db, row)
  if (trial?.ok && (await markVerified(db, row, trial))) return 'verified'
  if (trial?.ok === false && trial.reason === 'rejected' && row.state !== 'rejected') {
    const reason = 'The server did not accept these values when they were tried again.'
    return (await rejectCredential(db, row.id, reason, { startedAt, isCertain: true })) ? 'rejected' : 'waiting'
  }
  // Only then is it the last of those that wait.
  if (row.state === 'unverified')
    await db.credential.updateMany({ where: unchanged(row), data: { state: 'unverified' } })
  return 'waiting'
}

async function tryStored(db: Db, row: Unchecked): Promise<Tried | null> {
  const { organizationId, connection, holder: personId, proof } = row
  const mode = personId === 'shared' ? 'shared' : 'per_person'
  const url = URL.parse(connection.server.url)?.href
  const place = { organizationId, connectionId: connection.id, holder: { mode, personId, proof }, url } as const
  try {
    const opened = await openFresh(db, { ...place, serverId: connection.server.id })
    if (!opened) return null
    const { url, inputs } = connection.server
    const request = renderRequest(url, toInputs(inputs), opened.secret)
    return request.ok ? await tryValues(connection.server, request) : null
  } catch (error) {
    log.error('a stored credential could not be tried again', { connectionId: connection.id, error })
    return null
  }
}

async function markVerified(db: Db, row: Unchecked, trial: Extract<Tried, { ok: true }>): Promise<boolean> {
  const { id: credentialId, organizationId, connection } = row
  const ctx: Context = { actor: { kind: 'system', organizationId }, db, requestId: crypto.randomUUID() }

  const isMarked = await inTransaction(ctx, async (tx) => {
    await lockServer(tx, { id: connection.server.id, organizationId })
    const { to: state } = trial.state === 'accepted' ? happenings.accept : happenings.verify
    const data = {
      state,
      stateReason: null,
      verifiedAt: new Date(),
      toolCount: trial.tools.length,
    }
    const { count } = await tx.db.credential.updateMany({ where: unchanged(row), data })
    if (count === 0) return false
    await recordCheck(tx, connection.server.id, toCheck(connection, trial))
    if (row.holder === 'shared') await switchToSharedSet(tx, connection)
    await recordAudit(tx, {
      action: 'credential.verify',
      target: { kind: 'credential', id: row.id, label: `${connection.project.slug}/${connection.slug}` },
      projectId: connection.projectId,
      details: { tools: trial.tools.length },
    })
    return true
  })

  if (!isMarked) return false
  publish({ kind: 'credential.changed', connectionId: connection.id, credentialId })
  publish({ kind: 'server.changed', serverId: connection.server.id })
  return true
}

/** The row as it was tried; a person may have given other values meanwhile, an admin changed the headers they go out in. */
function unchanged({ id, organizationId, updatedAt, state }: Unchecked) {
  return { id, organizationId, updatedAt, state }
}
