import type { Context } from '#lib/context.ts'
import { readRecords, requireAuditor } from './read-records.ts'
import { type AuditQuery, listAuditInput } from './schema.ts'
import { type AuditView, toCursor } from './view.ts'

export type AuditPage = {
  records: AuditView[]
  /** Cursors of the neighbouring pages, where there are any. */
  before: string | null
  after: string | null
  projects: { id: string; name: string }[]
}

const pageSize = 50
const projectsMax = 500

/** One page of who changed what, newest first, and the projects to filter by. */
export async function listAudit(ctx: Context, raw: AuditQuery = {}): Promise<AuditPage> {
  const organizationId = requireAuditor(ctx)
  const { before, after, ...filter } = listAuditInput.parse(raw)
  const isBackwards = after !== undefined && before === undefined
  const rows = await readRecords(ctx, { organizationId, filter, before, after, take: pageSize + 1 })
  const hasMore = rows.length > pageSize
  const records = isBackwards ? rows.slice(-pageSize) : rows.slice(0, pageSize)
  const [first, last] = [records[0], records.at(-1)]
  const hasNewer = isBackwards ? hasMore : before !== undefined
  return {
    records,
    before: last && (isBackwards || hasMore) ? toCursor(last) : null,
    after: first && hasNewer ? toCursor(first) : null,
    projects: await listProjects(ctx, organizationId),
  }
}

function listProjects({ db }: Context, organizationId: string): Promise<{ id: string; name: string }[]> {
  return db.project.findMany({
    where: { organizationId },
    orderBy: { name: 'asc' },
    take: projectsMax,
    select: { id: true, name: true },
  })
}
