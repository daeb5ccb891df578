/**
 * A server no longer takes a stored credential. It stays, marked as rejected, until the person replaces or revokes it, so
 * that everyone who may see its state sees why calls fail. A server that refuses everybody says nothing about anybody's values.
 */
import { recordAudit } from '#lib/audit/record.ts'
import type { Context } from '#lib/context.ts'
import type { Db } from '#lib/db/client.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { type Notice, publish } from '#lib/events/bus.ts'
import { log } from '#lib/log.ts'
import { happenings } from './life.ts'

const reasonCharsMax = 300
/** So many others within this time are everybody. */
const stormMin = 3
const stormMs = 2 * 60 * 1000
const stormReason = 'The server refused many people at once. What you gave is tried again in some minutes.'

const rowFields = {
  id: true,
  state: true,
  organizationId: true,
  connection: {
    select: { id: true, slug: true, serverId: true, projectId: true, project: { select: { slug: true } } },
  },
} satisfies Prisma.CredentialSelect

type Row = Prisma.CredentialGetPayload<{ select: typeof rowFields }>

/** `isCertain`: its issuer says so, or it was refused before as well. */
type Options = { startedAt?: Date; isCertain?: boolean }

/**
 * Marks it, once: false when it is gone, was already rejected, was given or tried anew since `startedAt` (when the call began
 * that the server refused), or when its server refuses everybody. `reason` is a sentence of ours, never the server's answer.
 */
export async function rejectCredential(
  db: Db,
  credentialId: string,
  reason: string,
  { startedAt = new Date(), isCertain = false }: Options = {},
): Promise<boolean> {
  const row = await db.credential.findUnique({ where: { id: credentialId }, select: rowFields })
  if (!row) return false
  const { organizationId } = row
  const ctx: Context = { actor: { kind: 'system', organizationId }, db, requestId: crypto.randomUUID() }

  const { isMarked, changed } = await inTransaction(ctx, async (tx) => {
    const others = isCertain ? [] : await findRefusedToo(tx, row)
    if (others.length >= stormMin) return { isMarked: false, changed: await absolve(tx, others) }
    const { count } = await tx.db.credential.updateMany({
      where: { id: credentialId, organizationId, state: { in: happenings.refuse.from }, updatedAt: { lte: startedAt } },
      data: { state: happenings.refuse.to, stateReason: reason.slice(0, reasonCharsMax) },
    })
    if (count === 0) return { isMarked: false, changed: [] }
    await note(tx, 'credential.reject', row)
    return { isMarked: true, changed: [toNotice(row)] }
  })

  for (const notice of changed) publish(notice)
  return isMarked
}

/** What its server has refused a moment ago besides: shared sets, and people's own. */
function findRefusedToo({ db }: Context, { id, connection: { serverId } }: Row): Promise<Row[]> {
  const updatedAt = { gt: new Date(Date.now() - stormMs) }
  const refused = [{ state: { in: happenings.absolve.from } }, { stateReason: stormReason }]
  const where = { id: { not: id }, connection: { serverId }, OR: refused, updatedAt }
  return db.credential.findMany({ where, select: rowFields, take: stormMin })
}

async function absolve(tx: Context, rows: Row[]): Promise<Notice[]> {
  log.warn('a server refuses what everybody gave: nothing is marked', { serverId: rows[0]?.connection.serverId })
  const marked = rows.filter(({ state }) => state !== happenings.absolve.to)
  for (const row of marked) {
    const data = { state: happenings.absolve.to, stateReason: stormReason }
    await tx.db.credential.update({ where: { id: row.id }, data, select: { id: true } })
    await note(tx, 'credential.absolve', row)
  }
  return marked.map(toNotice)
}

function note(tx: Context, action: 'credential.reject' | 'credential.absolve', { id, connection }: Row): Promise<void> {
  return recordAudit(tx, {
    action,
    target: { kind: 'credential', id, label: `${connection.project.slug}/${connection.slug}` },
    projectId: connection.projectId,
  })
}

function toNotice({ id, connection }: Row): Notice {
  return { kind: 'credential.changed', connectionId: connection.id, credentialId: id }
}

/** Notes, once, that a call was refused with values that nothing but calls can check. They stay in use. */
export async function doubtCredential(db: Db, credentialId: string, reason: string): Promise<void> {
  await db.credential.updateMany({
    where: { id: credentialId, state: 'accepted', stateReason: null },
    data: { stateReason: reason.slice(0, reasonCharsMax) },
  })
}
