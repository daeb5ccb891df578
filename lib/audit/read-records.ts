import { isAuditor, requireUser } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { containing } from '#lib/db/containing.ts'
import type { AuditRecordWhereInput } from '#lib/db/generated/models.ts'
import { notFound } from '#lib/errors.ts'
import type { AuditCursor, AuditFilter } from './schema.ts'
import { type AuditView, auditFields } from './view.ts'

const dayMs = 24 * 60 * 60 * 1000

/** The organisation whose audit the actor may read. For everyone else there is no such page. */
export function requireAuditor(ctx: Context): string {
  const { organizationId } = requireUser(ctx)
  if (!isAuditor(ctx.actor)) throw notFound('page')
  return organizationId
}

type Slice = { organizationId: string; filter: AuditFilter; take: number; before?: AuditCursor; after?: AuditCursor }

/** Up to `take` records, newest first: those next older than `before`, or those next newer than `after`. */
export async function readRecords({ db }: Context, slice: Slice): Promise<AuditView[]> {
  const { organizationId, filter, take, before, after } = slice
  const isBackwards = after !== undefined && before === undefined
  const direction = isBackwards ? 'asc' : 'desc'
  const rows = await db.auditRecord.findMany({
    where: { organizationId, AND: [matching(filter), isBackwards ? newerThan(after) : olderThan(before)] },
    orderBy: [{ at: direction }, { id: direction }],
    take,
    select: auditFields,
  })
  return isBackwards ? rows.reverse() : rows
}

function matching({ person, action, project, from, to }: AuditFilter): AuditRecordWhereInput {
  const named = person && containing(person)
  return {
    ...(named && { OR: [{ actorLabel: named }, { targetLabel: named }] }),
    ...(action && { action }),
    ...(project && { projectId: project }),
    at: { gte: from && new Date(from), lt: to && new Date(Date.parse(to) + dayMs) },
  }
}

function olderThan(cursor: AuditCursor | undefined): AuditRecordWhereInput {
  return cursor ? { OR: [{ at: { lt: cursor.at } }, { at: cursor.at, id: { lt: cursor.id } }] } : {}
}

function newerThan(cursor: AuditCursor): AuditRecordWhereInput {
  return { OR: [{ at: { gt: cursor.at } }, { at: cursor.at, id: { gt: cursor.id } }] }
}
