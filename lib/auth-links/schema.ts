import * as z from 'zod'
import { emailAddress } from '#lib/auth/schema.ts'
import { rowId } from '#lib/ids.ts'

export const expiresInDaysDefault = 7
export const expiresInDaysMax = 30

export const createLinkInput = z.object({
  project: rowId,
  email: emailAddress,
  connectionIds: z
    .array(rowId, 'Choose at least one connection.')
    .min(1, 'Choose at least one connection.')
    .max(50)
    .transform((ids) => [...new Set(ids)]),
  credentialMode: z.enum(['per_person', 'shared']).default('per_person'),
  expiresInDays: z.coerce
    .number('Enter a number of days.')
    .int('Enter whole days.')
    .min(1, 'A link lives for at least one day.')
    .max(expiresInDaysMax, `A link lives for at most ${expiresInDaysMax} days.`)
    .default(expiresInDaysDefault),
})
export type CreateLinkInput = z.input<typeof createLinkInput>

export const linkInput = z.object({ linkId: rowId })
export type LinkInput = z.input<typeof linkInput>

export const projectPageInput = z.object({ project: rowId, after: rowId.optional() })
export type ProjectPageInput = z.input<typeof projectPageInput>
