import * as z from 'zod'
import { confirmedField, seenFields } from '#lib/edit.ts'
import { rowId } from '#lib/ids.ts'
import { slug } from '#lib/servers/schema.ts'

const toolsMax = 1000

const mode = z.enum(['per_person', 'shared'], 'Choose whose credentials are used.')

/** Slug and mode come from the server when they are left out. */
export const connectServerInput = z.object({
  serverId: z.string('Choose a server.').min(1, 'Choose a server.').pipe(rowId),
  slug: z.union([z.literal(''), slug]).default(''),
  mode: mode.optional(),
})
export type ConnectServerInput = z.input<typeof connectServerInput>

/** How long is waited, with what is usual and what is allowed. */
export const waits = {
  answerSeconds: { usual: 30, max: 120 },
  silenceMinutes: { usual: 5, max: 60 },
  totalMinutes: { usual: 60, max: 240 },
} as const

const wait = (name: keyof typeof waits) =>
  z.coerce
    .number(`Give a whole number up to ${waits[name].max}.`)
    .int(`Give a whole number up to ${waits[name].max}.`)
    .min(1, `Give a whole number up to ${waits[name].max}.`)
    .max(waits[name].max, `Give a whole number up to ${waits[name].max}.`)
    .transform(String)
    .optional()

/** `tools` says which tools are allowed where they are chosen; it is ignored where all are. */
export const updateConnectionInput = z.object({
  slug,
  mode,
  toolPolicy: z.enum(['all', 'chosen'], 'Choose which tools agents may use.'),
  tools: z.array(z.string().min(1).max(256)).max(toolsMax).default([]),
  answerSeconds: wait('answerSeconds'),
  silenceMinutes: wait('silenceMinutes'),
  totalMinutes: wait('totalMinutes'),
  seen: seenFields,
  /** Where one set is to be shared from now on: until it is there, agents go on with what each person gave. */
  keepsOwn: z.union([z.boolean(), z.literal('on').transform(() => true)]).default(false),
  confirmed: confirmedField,
})
export type UpdateConnectionInput = z.input<typeof updateConnectionInput>
