import * as z from 'zod'
import { oneLine } from '#lib/auth/schema.ts'
import { rowId } from '#lib/ids.ts'

export const outcomes = [
  'ok',
  'tool_error',
  'rpc_error',
  'denied',
  'needs_sign_in',
  'upstream_failed',
  'cancelled',
] as const

/** How far back, in minutes, by the name it has in the address. */
export const spans = { hour: 60, day: 24 * 60, week: 7 * 24 * 60, month: 30 * 24 * 60 } as const

/** What a page's address may ask for. What it does not understand is no filter, never an error page. */
export const listCallsInput = z.object({
  person: rowId.optional().catch(undefined),
  connection: rowId.optional().catch(undefined),
  tool: oneLine(200).min(1).optional().catch(undefined),
  outcome: z.enum(outcomes).optional().catch(undefined),
  since: z.enum(['hour', 'day', 'week', 'month']).optional().catch(undefined),
  after: z
    .string()
    .regex(/^\d{1,15}\.[0-9a-f-]{36}$/)
    .optional()
    .catch(undefined),
})
export type ListCallsInput = Partial<Record<keyof z.input<typeof listCallsInput>, string>>
export type CallFilter = Omit<z.output<typeof listCallsInput>, 'after'>
