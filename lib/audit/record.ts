/**
 * Who changed what. Written in the change's own transaction: if the record fails, so does the change.
 * Details are an allow-list per action, made by the caller from names and states; never a value a person gave.
 */
import type { Actor, Context } from '#lib/context.ts'
import type { AuditAction } from './actions.ts'
import { nameOpening } from './name-opening.ts'

type Target = { kind: string; id: string; label: string }
type Detail = string | number | boolean | null | string[]

export type AuditEntry = {
  action: AuditAction
  target: Target
  projectId?: string
  details?: Record<string, Detail>
  organizationId?: string
}

/** Adds one audit record; `organizationId` only where the actor has none (set-up, a stranger's link). */
export async function recordAudit(tx: Context, entry: AuditEntry): Promise<void> {
  const who = describeActor(tx.actor)
  const organizationId = entry.organizationId ?? who.organizationId
  if (!organizationId) throw new Error('An audit record needs an organisation.')
  await tx.db.auditRecord.create({
    data: {
      organizationId,
      actorKind: tx.actor.kind,
      actorId: who.id,
      actorLabel: who.label,
      action: entry.action,
      targetKind: entry.target.kind,
      targetId: entry.target.id,
      targetLabel: entry.target.label,
      projectId: entry.projectId ?? null,
      details: entry.details ?? undefined,
      requestId: tx.requestId,
    },
    select: { id: true },
  })
}

function describeActor(actor: Actor): { organizationId?: string; id: string | null; label: string } {
  switch (actor.kind) {
    case 'user':
      return { organizationId: actor.organizationId, id: actor.personId, label: actor.email }
    case 'linkHolder':
      return { organizationId: actor.organizationId, id: actor.openingId, label: `by ${nameOpening(actor)}` }
    case 'agentKey':
      return { organizationId: actor.organizationId, id: actor.keyId, label: 'agent key' }
    case 'system':
      return { organizationId: actor.organizationId, id: null, label: 'Jetway' }
    case 'stranger':
      return { id: null, label: 'nobody signed in' }
  }
}
