import { recordAudit } from '#lib/audit/record.ts'
import { authorize, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { bySignIn } from '#lib/credentials/proof.ts'
import { hashToken } from '#lib/crypto/token.ts'
import { inTransaction } from '#lib/db/transaction.ts'
import { AppError, invalidField, takenField } from '#lib/errors.ts'
import { publish } from '#lib/events/bus.ts'
import { requireProjectMember } from './access.ts'
import { newAgentKey } from './agent-key.ts'
import { type LoadedProject, lockProject } from './internal.ts'
import { ofProject } from './list-key-holders.ts'
import { type IssueKeyInput, issueKeyInput } from './schema.ts'
import { type KeyView, keyFields, toKeyView } from './view.ts'

/** The only answer that ever holds the key itself. */
export type IssuedKey = KeyView & { text: string }

/**
 * Makes an agent key: for oneself it works at once; one that an owner makes for someone else waits until that person
 * allows it.
 */
export async function issueKey(ctx: Context, slug: string, raw: IssueKeyInput): Promise<IssuedKey> {
  const actor = requireUser(ctx)
  const project = await requireProjectMember(ctx, slug)
  const input = issueKeyInput.parse(raw)
  const personId = input.personId || actor.personId
  const isOwn = personId === actor.personId
  authorize(isOwn || project.canManage, actor)

  const { publicId, secret, text } = newAgentKey()
  const key = await inTransaction(ctx, async (tx) => {
    await lockProject(tx, project)
    await assertHolder(tx, project, personId, isOwn)
    await assertNameIsFree(tx, project, personId, input.name)
    const row = await tx.db.agentKey.create({
      data: {
        organizationId: project.organizationId,
        projectId: project.id,
        personId,
        createdById: actor.personId,
        publicId,
        secretHash: hashToken(secret),
        name: input.name,
        ...(isOwn && { allowedAt: new Date(), proof: bySignIn }),
        expiresAt: input.expiresOn,
      },
      select: keyFields,
    })
    await recordAudit(tx, {
      action: 'key.issue',
      target: { kind: 'key', id: row.id, label: row.name },
      projectId: project.id,
      details: { for: row.person.email, expiresAt: row.expiresAt?.toISOString() ?? null },
    })
    return toKeyView(row, new Map())
  })
  publish({ kind: 'key.changed', keyId: key.id })
  return { ...key, text }
}

async function assertHolder(tx: Context, project: LoadedProject, personId: string, isOwn: boolean): Promise<void> {
  const { organizationId } = project
  // Whoever removes them from the organisation at the same moment comes before, or sees this key.
  await tx.db
    .$queryRaw`select 1 from "Person" where id = ${personId} and "organizationId" = ${organizationId} for share`
  const person = await tx.db.person.findFirst({
    where: { id: personId, organizationId, ...ofProject(project.id) },
    select: { id: true },
  })
  if (person) return
  if (isOwn) throw new AppError('precondition_failed', 'Add yourself to the project first: a key acts for a member.')
  throw invalidField('personId', 'Choose a member of the project, or someone who has given credentials in it.')
}

async function assertNameIsFree(tx: Context, project: LoadedProject, personId: string, name: string): Promise<void> {
  const { organizationId, id: projectId } = project
  const taken = await tx.db.agentKey.findFirst({
    where: { organizationId, projectId, personId, name, revokedAt: null },
    select: { id: true },
  })
  if (taken)
    throw takenField(
      'name',
      'This person already has a key of this name here. Revoke it first, or choose another name.',
    )
}
