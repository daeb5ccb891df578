import * as z from 'zod'
import { emailAddress } from '#lib/auth/schema.ts'

export const expiresInDaysDefault = 7
export const expiresInDaysMax = 30

const id = z.string().min(1).max(64)

export const createLinkInput = z.object({
  project: z.string().min(1).max(64),
  email: emailAddress,
  connectionIds: z
    .array(id, 'Choose at least one connection.')
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

export const linkInput = z.object({ linkId: id })
export type LinkInput = z.input<typeof linkInput>

export const projectPageInput = z.object({ project: z.string().min(1).max(64), after: id.optional() })
export type ProjectPageInput = z.input<typeof projectPageInput>
