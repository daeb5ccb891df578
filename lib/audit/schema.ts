import * as z from 'zod'
import { oneLine } from '#lib/auth/schema.ts'
import { auditActions } from './actions.ts'

/** Nothing was recorded before; the database does not know every year that JavaScript does. */
const isRecorded = (text: string) => text >= '1970'

const day = z.iso.date().refine(isRecorded)
const moment = z.iso.datetime().refine(isRecorded)
const cursor = z.object({ at: moment.transform((text) => new Date(text)), id: z.uuid() })

export type AuditCursor = z.output<typeof cursor>

/** `<time>_<id>` of a record, as it stands in an address. */
const auditCursor = z.string().transform((text, ctx): AuditCursor => {
  const [at, id] = text.split('_')
  const parsed = cursor.safeParse({ at, id })
  if (parsed.success) return parsed.data
  ctx.addIssue('Not a place in this list.')
  return z.NEVER
})

/**
 * Filters come from an address that anyone can write: what is not understood counts as not given. Days are UTC,
 * `to` is the last one shown.
 */
export const auditFilter = z.object({
  person: oneLine(254).optional().catch(undefined),
  action: z.enum(auditActions).optional().catch(undefined),
  project: z.uuid().optional().catch(undefined),
  from: day.optional().catch(undefined),
  to: day.optional().catch(undefined),
})
export type AuditFilter = z.output<typeof auditFilter>

export const listAuditInput = auditFilter.extend({
  before: auditCursor.optional().catch(undefined),
  after: auditCursor.optional().catch(undefined),
})

/** What stands in an address, before anyone has looked at it. */
export type AuditQuery = { [name: string]: unknown }
