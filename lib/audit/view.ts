import type { AuditRecordModel } from '#lib/db/generated/models.ts'

export const auditFields = {
  id: true,
  at: true,
  actorKind: true,
  actorId: true,
  actorLabel: true,
  action: true,
  targetKind: true,
  targetId: true,
  targetLabel: true,
  projectId: true,
  details: true,
  requestId: true,
} as const

/** A record as it leaves: in the page and in the export. */
export type AuditView = Pick<AuditRecordModel, keyof typeof auditFields>

export function toCursor({ at, id }: Pick<AuditView, 'at' | 'id'>): string {
  return `${at.toISOString()}_${id}`
}
