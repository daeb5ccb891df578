import * as z from 'zod'
import { oneLine } from '#lib/auth/schema.ts'
import { seenFields } from '#lib/edit.ts'
import { rowId } from '#lib/ids.ts'
import { slug } from '#lib/servers/schema.ts'

const dayMs = 24 * 60 * 60 * 1000
const keyDaysMax = 365

const projectName = oneLine(80).min(1, 'Give the project a name.')
const description = z.string().trim().max(500, 'Use at most 500 characters.').default('')

/** Names that are pages of their own under `/projects`. */
const reservedSlugs = ['new']

export const projectSlug = slug.refine((value) => !reservedSlugs.includes(value), 'This word is taken. Choose another.')

/** Without a slug the name makes one. */
export const createProjectInput = z.object({
  name: projectName,
  slug: z.union([z.string().trim().length(0), projectSlug]).default(''),
  description,
})
export type CreateProjectInput = z.input<typeof createProjectInput>

/** How long the names are that the project's endpoint hands out for tools; clients put a prefix of their own before them. */
export const toolNameChars = ['48', '64', '128'] as const

export const updateProjectInput = z.object({
  name: projectName,
  description,
  toolNameChars: z.enum(toolNameChars, 'Choose one of the lengths.').optional(),
  seen: seenFields,
})
export type UpdateProjectInput = z.input<typeof updateProjectInput>

export const issueKeyInput = z.object({
  name: oneLine(60).min(1, 'Give the key a name, such as the agent that will hold it.'),
  personId: z.union([z.literal(''), rowId]).default(''),
  expiresOn: z
    .union([z.literal(''), z.iso.date('Choose a date.')])
    .default('')
    .transform((day) => (day ? endOfDay(day) : null))
    .refine((end) => end === null || end > new Date(), 'Choose a day that is not over.')
    .refine((end) => end === null || end.getTime() < Date.now() + (keyDaysMax + 1) * dayMs, 'At most a year from now.'),
})
export type IssueKeyInput = z.input<typeof issueKeyInput>

/** A key works until its last day is over in UTC. */
function endOfDay(day: string): Date {
  return new Date(`${day}T23:59:59.999Z`)
}
