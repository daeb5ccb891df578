import type { Context } from '#lib/context.ts'
import { readRecords, requireAuditor } from './read-records.ts'
import { type AuditFilter, type AuditQuery, auditFilter } from './schema.ts'

const batchSize = 500

/** All records that match, newest first, as JSON lines. Refuses at once; reads batch by batch, as fast as they are taken. */
export function exportAudit(ctx: Context, raw: AuditQuery = {}): AsyncGenerator<string> {
  const organizationId = requireAuditor(ctx)
  return readLines(ctx, organizationId, auditFilter.parse(raw))
}

async function* readLines(ctx: Context, organizationId: string, filter: AuditFilter): AsyncGenerator<string> {
  let before: { at: Date; id: string } | undefined
  do {
    const records = await readRecords(ctx, { organizationId, filter, before, take: batchSize })
    if (records.length > 0) yield records.map((record) => `${JSON.stringify(record)}\n`).join('')
    before = records.length < batchSize ? undefined : records.at(-1)
  } while (before)
}
