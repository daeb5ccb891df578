import { recordAudit } from '#lib/audit/record.ts'
import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context, LinkHolder, UserActor } from '#lib/context.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError, notFound } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { canAnswerKey } from './policy.ts'
import { rowId } from './schema.ts'
import { type KeyRow, type KeyView, keyFields, toKeyView } from './view.ts'

/** The person lets a key that someone else made act for them. Asking again changes nothing. */
export async function allowKey(ctx: Context, keyId: string): Promise<KeyView> {
  return answerKey(ctx, keyId, 'allow')
}

/** The person says no to a key that someone else made; it never works. */
export async function refuseKey(ctx: Context, keyId: string): Promise<KeyView> {
  return answerKey(ctx, keyId, 'refuse')
}

type Answer = 'allow' | 'refuse'

async function answerKey(ctx: Context, rawKeyId: string, answer: Answer): Promise<KeyView> {
  const actor = requirePerson(ctx)
  const { organizationId } = actor
  const keyId = rowId.parse(rawKeyId)

  const { view, isNew } = await inTransaction(ctx, async (tx) => {
    const open = { id: keyId, organizationId, allowedAt: null, refusedAt: null, revokedAt: null }
    const stamp = answer === 'allow' ? { allowedAt: new Date() } : { refusedAt: new Date() }
    const { count } = await tx.db.agentKey.updateMany({ where: { ...open, ...whose(actor) }, data: stamp })
    const row = await tx.db.agentKey.findFirst({ where: { id: keyId, organizationId }, select: keyFields })
    if (!row || !canAnswerKey(actor, row)) throw notFound('key')
    assertAnswered(row, answer)
    if (count === 1) {
      await recordAudit(tx, {
        action: `key.${answer}`,
        target: { kind: 'key', id: row.id, label: row.name },
        projectId: row.projectId,
      })
    }
    return { view: toKeyView(row), isNew: count === 1 }
  })
  if (isNew) publish({ kind: 'key.changed', keyId })
  return view
}

/** Only keys that act for the actor are touched at all. */
function whose(actor: UserActor | LinkHolder): Prisma.AgentKeyWhereInput {
  const { personId } = actor
  return actor.kind === 'user' ? { personId } : { personId, projectId: actor.projectId }
}

/** A key that was answered otherwise, or taken back, before. */
function assertAnswered(row: KeyRow, answer: Answer): void {
  if (row.revokedAt) throw new AppError('precondition_failed', 'This key has been revoked. There is nothing to answer.')
  if (answer === 'allow' && row.refusedAt)
    throw new AppError('conflict', 'You have refused this key before. Ask its maker for a new one.')
  if (answer === 'refuse' && row.allowedAt)
    throw new AppError('conflict', 'You have allowed this key before. Revoke it to stop it.')
}
