import * as z from 'zod'
import { slug } from '#lib/servers/schema.ts'

const toolsMax = 1000

const mode = z.enum(['per_person', 'shared'], 'Choose whose credentials are used.')

/** Slug and mode come from the server when they are left out. */
export const connectServerInput = z.object({
  serverId: z.string('Choose a server.').min(1, 'Choose a server.').max(64),
  slug: z.union([z.literal(''), slug]).default(''),
  mode: mode.optional(),
})
export type ConnectServerInput = z.input<typeof connectServerInput>

/** `tools` says which tools are allowed where they are chosen; it is ignored where all are. */
export const updateConnectionInput = z.object({
  slug,
  mode,
  toolPolicy: z.enum(['all', 'chosen'], 'Choose which tools agents may use.'),
  tools: z.array(z.string().min(1).max(256)).max(toolsMax).default([]),
  /** When what the form shows was written: of two who change it at once, the second is told. */
  updatedAt: z.coerce.date().optional(),
})
export type UpdateConnectionInput = z.input<typeof updateConnectionInput>
