import { recordAudit } from '#lib/audit/record.ts'
import { requirePerson } from '#lib/auth/authorize.ts'
import type { Context, LinkHolder, UserActor } from '#lib/context.ts'
import { describeOpenings } from '#lib/credentials/openings.ts'
import { bySignIn, proofOf } from '#lib/credentials/proof.ts'
import type { Prisma } from '#lib/db/generated/client.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError, notFound } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { parseId } from '#lib/ids.ts'
import { canAnswerKey } from './policy.ts'
import { type KeyRow, type KeyView, keyFields, toKeyView } from './view.ts'

/**
 * Lets a key that someone else made act for the actor. It rests on the first proof that allows it, and calls with what that
 * proof gave; the person's own sign-in may take it over from the opening of a link. Asking again changes nothing.
 */
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
  const keyId = parseId(rawKeyId, 'key')

  const { view, isNew } = await inTransaction(ctx, async (tx) => {
    const open = { id: keyId, organizationId, refusedAt: null, revokedAt: null }
    const proof = proofOf(actor)
    const stamp = answer === 'allow' ? { allowedAt: new Date(), proof } : { refusedAt: new Date() }
    const { count } = await tx.db.agentKey.updateMany({ where: { ...open, ...whose(actor, answer) }, data: stamp })
    const row = await tx.db.agentKey.findFirst({ where: { id: keyId, organizationId }, select: keyFields })
    if (!row || !canAnswerKey(actor, row)) throw notFound('key')
    assertAnswered(row, answer, proof)
    if (count === 1) {
      await recordAudit(tx, {
        action: `key.${answer}`,
        target: { kind: 'key', id: row.id, label: row.name },
        projectId: row.projectId,
      })
    }
    return { view: toKeyView(row, await describeOpenings(tx.db, [row.proof])), isNew: count === 1 }
  })
  if (isNew) publish({ kind: 'key.changed', keyId })
  return view
}

/** Only keys that act for the actor are touched at all: those nobody has allowed, and by sign-in those that a link has. */
function whose(actor: UserActor | LinkHolder, answer: Answer): Prisma.AgentKeyWhereInput {
  const { personId } = actor
  if (actor.kind === 'linkHolder') return { personId, projectId: actor.projectId, allowedAt: null }
  return answer === 'allow'
    ? { personId, OR: [{ proof: null }, { proof: { not: bySignIn } }] }
    : { personId, allowedAt: null }
}

/** A key that was answered otherwise, or by someone else, or taken back, before. */
function assertAnswered(row: KeyRow, answer: Answer, proof: string): void {
  if (row.revokedAt) throw new AppError('precondition_failed', 'This key has been revoked. There is nothing to answer.')
  if (answer === 'allow' && row.refusedAt)
    throw new AppError('conflict', 'You have refused this key before. Ask its maker for a new one.')
  if (row.proof !== null && row.proof !== proof && proof !== bySignIn)
    throw new AppError(
      'conflict',
      'This key was allowed with another link for your address, or in another browser. Ask for a key of your own.',
    )
  if (answer === 'refuse' && row.allowedAt)
    throw new AppError('conflict', 'This key has been allowed before. Revoke it to stop it.')
}
